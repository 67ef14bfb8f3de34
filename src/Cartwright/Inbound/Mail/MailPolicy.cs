using System.Text.RegularExpressions;
using Cartwright.Messages.Email;

namespace Cartwright.Inbound.Mail;

/// <summary>
/// What a mail that came in is: a report of a mail that was not delivered (RFC 3464 and the many that are not), a complaint (RFC 5965), a
/// machine's answer (RFC 3834 and common words), or what a person wrote. By rules alone; when in doubt nobody is suppressed.
/// </summary>
internal static partial class MailPolicy
{
    public static MailVerdict Classify(InboundMail mail)
    {
        mail = HandedOn(mail);
        if (Complaint(mail) is { } complaint) return complaint;
        if (Reports(mail) is { Count: > 0 } reports) return new MailVerdict(Worst(reports), reports);
        if (IsReport(mail) && mail.Header("Content-Type")?.Contains("report", StringComparison.OrdinalIgnoreCase) == true || Arrived().IsMatch(mail.Subject) && !Answer().IsMatch(mail.Subject)) return MailVerdict.Of(Arrived().IsMatch(mail.Subject + "\n" + mail.Text[..Math.Min(mail.Text.Length, 2000)]) ? MailKind.Delivered : MailKind.Other);
        return MailVerdict.Of(IsAutomatic(mail) ? MailKind.AutoReply : IsBulk(mail) || IsReceipt(mail) || IsDaemon(mail) || IsUnanswerable(mail) ? MailKind.Other : MailKind.Reply);
    }

    // A person hands a report on: what they quote is the report.
    private static InboundMail HandedOn(InboundMail mail)
    {
        if (Forward().Match(mail.Subject) is not { Success: true } mark || !Bounced().IsMatch(mail.Subject)) return mail;
        var lines = mail.Text.ReplaceLineEndings("\n").Split('\n').Select(l => Quote().Replace(l, "")).ToList();
        var from = lines.FindIndex(l => l.StartsWith("From:", StringComparison.OrdinalIgnoreCase) && Daemon().IsMatch(l[5..]));
        if (from < 0) return mail;
        var body = lines.FindIndex(from, l => l.Trim().Length == 0);
        return body < 0 ? mail : mail with { Subject = mail.Subject[mark.Length..], From = null, Headers = [new("From", lines[from][5..].Trim())], Text = string.Join('\n', lines.Skip(body)) };
    }

    private static MailVerdict? Complaint(InboundMail mail)
    {
        if (mail.Feedback is { } feedback) return new MailVerdict(MailKind.Complaint, [], feedback.GetValueOrDefault("Feedback-Type", "abuse").Trim().ToLowerInvariant());
        var type = mail.Header("Content-Type") ?? "";
        // Or its fields stand among the words, with the mail beneath them.
        if (type.Contains("feedback-report", StringComparison.OrdinalIgnoreCase) || mail.Returned.Count > 0 && FeedbackType().IsMatch(mail.Text)) return new MailVerdict(MailKind.Complaint, [], FeedbackType().Match(mail.Raw) is { Success: true } m ? m.Groups["type"].Value.ToLowerInvariant() : "abuse");
        // Of the programs that send the mail itself, with a word on whom it came from (Hotmail's junk reports, say).
        if (mail.Header("X-Apple-Unsubscribe") is not null || Leaves().IsMatch(mail.Subject) && !IsDaemon(mail) || LeavesInText().IsMatch(mail.Text)) return new MailVerdict(MailKind.Complaint, [], "opt-out");
        if (ComplaintNotified().IsMatch(mail.Text.Replace("\\\"", "\"", StringComparison.Ordinal))) return new MailVerdict(MailKind.Complaint, [], "abuse");
        return mail.Header("X-HmXmrOriginalRecipient") is not null || Complains().IsMatch(mail.Subject) && mail.Returned.Count > 0 ? new MailVerdict(MailKind.Complaint, [], "abuse") : null;
    }

    private static List<BounceReport> Reports(InboundMail mail)
    {
        if (OfNotification(mail) is { } notified) return [notified];
        // A person may send a report along; a machine that returns one, and says nothing of its own, hands it on.
        var statuses = mail.Statuses.Count == 0 && IsReport(mail) && !BouncePolicy.SaysWhy(Told(mail.Text)) ? mail.Wrapped : mail.Statuses;
        var people = Whole(statuses).Where(s => s.ContainsKey("Final-Recipient") || s.ContainsKey("Original-Recipient") || s.ContainsKey("Action") && s.ContainsKey("Status")).ToList();
        var head = statuses.FirstOrDefault(s => s.ContainsKey("Reporting-MTA"));
        if (people.Count > 0) return [.. people.Select(p => OfStatus(p, head, people.Count == 1 ? Told(mail.Text) : About(p, Told(mail.Text))))];
        if (!IsReport(mail)) return [];
        var told = Told(mail.Text);
        if (!Bounced().IsMatch(mail.Subject) && !BouncePolicy.IsFailure(told) && !BouncePolicy.IsFailure(mail.Subject)) return [];
        // Where the reason stands beneath the first lines of the returned mail, it is looked for there.
        return OfText(mail, BouncePolicy.SaysWhy(told) ? told : Begin(mail.Text.ReplaceLineEndings("\n")));
    }

    // One recipient's fields, torn in two by a blank line.
    private static IEnumerable<IReadOnlyDictionary<string, string>> Whole(IReadOnlyList<IReadOnlyDictionary<string, string>> groups)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            var torn = i + 1 < groups.Count && !groups[i].ContainsKey("Action") && (groups[i].ContainsKey("Final-Recipient") || groups[i].ContainsKey("Original-Recipient"))
                && groups[i + 1].ContainsKey("Action") && !groups[i + 1].ContainsKey("Final-Recipient");
            yield return torn ? groups[i].Concat(groups[++i]).DistinctBy(f => f.Key).ToDictionary(f => f.Key, f => f.Value, StringComparer.OrdinalIgnoreCase) : groups[i];
        }
    }

    // What the part for people says of this one of several recipients; all of it where it does not name them.
    private static string About(IReadOnlyDictionary<string, string> fields, string told)
    {
        if (AddressIn(fields.GetValueOrDefault("Final-Recipient") ?? fields.GetValueOrDefault("Original-Recipient") ?? "") is not { } address) return told;
        var lines = told.Split('\n');
        var mine = new List<string>();
        var isMine = false;
        foreach (var line in lines)
        {
            if (AddressIn(line) is { } other) isMine = other == address;
            if (isMine) mine.Add(line);
        }
        return mine.Count > 0 ? string.Join('\n', mine) : told;
    }

    // What a provider's webhook says, mailed to somebody instead.
    private static BounceReport? OfNotification(InboundMail mail)
    {
        if (!mail.Text.Contains("notificationType", StringComparison.Ordinal)) return null;
        var json = mail.Text.Replace("\\\"", "\"", StringComparison.Ordinal);
        if (!Notified().IsMatch(json)) return DeliveryNotified().IsMatch(json) ? new BounceReport(MailKind.Delivered, null, "", "") : null;
        string Of(string name) => Regex.Match(json, $"\"{name}\" ?: ?\"([^\"]{{1,300}})", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        return new BounceReport(Of("bounceType") == "Permanent" ? Judge(Of("action"), Of("status"), Of("diagnosticCode")) : MailKind.SoftBounce, AddressIn(Of("emailAddress")), Of("status"), Line(Of("diagnosticCode")));
    }

    private static BounceReport OfStatus(IReadOnlyDictionary<string, string> fields, IReadOnlyDictionary<string, string>? head, string told)
    {
        string? Of(string name) => fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        var said = string.Join(' ', ((string[])["Diagnostic-Code", "X-Notes", "X-Display-Name"]).Select(Of).OfType<string>());
        var status = Status().Match(Of("Status") ?? "") is { Success: true } m ? m.Value : "";
        var comment = (Of("Status") ?? "")[Math.Min(status.Length, (Of("Status") ?? "").Length)..];
        var action = Of("Action") ?? head?.GetValueOrDefault("Action");
        // The code in the server's own words is nearer to the cause than the one of the program that reports.
        if (BouncePolicy.StatusIn(said) is { Length: > 0 } nearer && (status.Length == 0 || status.EndsWith(".0.0", StringComparison.Ordinal) || status[0] == nearer[0])) status = nearer;
        if (said.Length < 12 || Bare().IsMatch(said)) said += " " + told; // the words stand in the part for people
        var recipient = AddressIn(Of("Original-Recipient") ?? Of("Final-Recipient") ?? "") ?? AddressIn(Of("Final-Recipient") ?? "");
        // Several commands at once: the refusal of the recipient is shown beneath DATA, and what follows says that none was left.
        var context = comment + " " + said + (AfterData().IsMatch(told) && !NoneLeft().IsMatch(told) ? " (in reply to DATA)" : "") + (AtRecipient().IsMatch(told) ? " (RCPT)" : "");
        // What only the reporting program says of policy, and not the server that refused, is its guess.
        if (status.StartsWith("5.7.", StringComparison.Ordinal) && BouncePolicy.StatusIn(said).Length == 0 && said.Length > 12) status = "5.0.0";
        return new BounceReport(Judge(action ?? "failed", status, context), recipient, status, Line(said));
    }

    // Each line that names another address begins what is said of it.
    private static List<BounceReport> OfText(InboundMail mail, string told)
    {
        var reports = new List<BounceReport>();
        var named = mail.All("X-Failed-Recipients").SelectMany(v => v.Split(',')).Select(AddressIn).OfType<string>().ToList();
        var parts = new List<(string Address, System.Text.StringBuilder Said)>();
        foreach (var line in told.Split('\n'))
        {
            if (AddressIn(line) is { } address && (named.Count == 0 || named.Contains(address)) && !parts.Exists(p => p.Address == address) && !OwnAddress(mail, address)) parts.Add((address, new()));
            if (parts.Count > 0) parts[^1].Said.Append(line).Append('\n');
        }
        if (Verdicts(told) is { Count: > 1 } verdicts) parts = verdicts;
        var telling = parts.Where(p => BouncePolicy.IsFailure(p.Said.ToString())).ToList();
        if (telling.Count < 2) return [Judged(named.FirstOrDefault() ?? parts.FirstOrDefault().Address, told)];
        foreach (var (address, said) in telling) reports.Add(Judged(address, said.ToString()));
        return reports;

        BounceReport Judged(string? address, string said)
        {
            var status = BouncePolicy.StatusIn(said);
            return new BounceReport(Judge(Warning().IsMatch(mail.Subject + "\n" + told) ? "delayed" : "failed", status, said), address, status, Line(said));
        }
    }

    // A transcript of sendmail: what was said comes first, then whom it is about.
    private static List<(string Address, System.Text.StringBuilder Said)> Verdicts(string told)
    {
        var parts = new List<(string Address, System.Text.StringBuilder Said)>();
        var said = new System.Text.StringBuilder();
        foreach (var line in told.Split('\n'))
        {
            said.Append(line).Append('\n');
            if (About().Match(line) is not { Success: true } about) continue;
            var address = about.Groups["who"].Value.ToLowerInvariant();
            if (parts.FindIndex(p => p.Address == address) is >= 0 and var at) parts[at].Said.Append(said);
            else parts.Add((address, said));
            said = new();
        }
        return parts;
    }

    private static bool OwnAddress(InboundMail mail, string address) => mail.All("To").Any(t => t.Contains(address, StringComparison.OrdinalIgnoreCase)) || mail.From?.Equals(address, StringComparison.OrdinalIgnoreCase) == true;

    /// <param name="action">Of the report; null where there is none.</param>
    private static MailKind Judge(string? action, string status, string said) => action?.Trim().ToLowerInvariant() switch
    {
        "delivered" or "relayed" or "expanded" => MailKind.Delivered,
        "delayed" or "delay" => MailKind.Delayed,
        _ => BouncePolicy.IsHard(status, said) ? MailKind.HardBounce : MailKind.SoftBounce,
    };

    private static MailKind Worst(List<BounceReport> reports)
    {
        foreach (var kind in (MailKind[])[MailKind.HardBounce, MailKind.SoftBounce, MailKind.Delayed, MailKind.Delivered]) if (reports.Exists(r => r.Kind == kind)) return kind;
        return MailKind.Other;
    }

    // Somebody's mail program reports: it says so in its type or name, or nobody sent it (RFC 5321, 4.5.5).
    private static bool IsReport(InboundMail mail)
    {
        if (mail.Header("X-Failed-Recipients") is not null) return true;
        if (mail.Header("Content-Type") is { } type && type.Contains("multipart/report", StringComparison.OrdinalIgnoreCase) && !type.Contains("disposition-notification", StringComparison.OrdinalIgnoreCase)) return true;
        if (Answer().IsMatch(mail.Subject) && !IsDaemon(mail)) return false;
        if (Away().IsMatch(mail.Subject)) return false;
        if (IsDaemon(mail) || Bounced().IsMatch(mail.Subject) || mail.Header("X-MLServer") is not null) return true;
        return IsFromNobody(mail) && mail.Header("Auto-Submitted")?.Contains("replied", StringComparison.OrdinalIgnoreCase) != true && (BouncePolicy.IsFailure(mail.Subject) || BouncePolicy.IsUndelivered(mail.Text[..Math.Min(mail.Text.Length, 1000)]));
    }

    private static bool IsDaemon(InboundMail mail) => Daemon().IsMatch(mail.From ?? "") || Daemon().IsMatch(mail.Header("From") ?? "");

    // A person may write through a program's address, and say where the answer goes.
    private static bool IsUnanswerable(InboundMail mail) => Unanswerable().IsMatch(mail.From ?? "") && (mail.Header("Reply-To") is not { } to || AddressIn(to) is not { } answers || Unanswerable().IsMatch(answers));

    private static bool IsFromNobody(InboundMail mail) => mail.Header("Return-Path")?.Trim() is "<>";

    /// <summary>A machine answered: RFC 3834's header, those from before it, or words that people's programs put into the subject.</summary>
    private static bool IsAutomatic(InboundMail mail)
    {
        if (mail.Header("Auto-Submitted") is { } auto && !auto.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase)) return true;
        if (mail.Header("X-Autoreply") is not null || mail.Header("X-Autorespond") is not null || mail.Header("X-Auto-Reply-From") is not null || mail.Header("X-AutoReply-From") is not null || mail.Header("X-Mail-Autoreply") is not null || mail.Header("X-Vacation") is not null) return true;
        if (mail.Header("Precedence")?.Trim().ToLowerInvariant() is "auto_reply" or "auto-reply" || mail.Header("X-Precedence")?.Trim().ToLowerInvariant() is "auto_reply") return true;
        if (mail.Header("X-POST-MessageClass") is { } post && post.Contains("Autoresponder", StringComparison.OrdinalIgnoreCase)) return true;
        if (mail.Header("Delivered-To")?.Trim() is "Autoresponder" || mail.Header("X-FC-MachineGenerated") is "true") return true;
        if (IsFromNobody(mail)) return true;
        // The subject of an answer is ours, and a shop may be named after a holiday: there the machine has to say so itself, where the new text begins.
        return Answer().IsMatch(mail.Subject) ? Opening(mail) is var said && !said.Contains('?', StringComparison.Ordinal) && SaysAway().IsMatch(said) : Away().IsMatch(mail.Subject);
    }

    private static string Opening(InboundMail mail) => Space().Replace(ReplyTextPolicy.Own(mail.Text), " ").Trim() is var own && own.Length > 300 ? own[..300] : own;

    private static bool IsBulk(InboundMail mail) =>
        mail.Header("Precedence")?.Trim().ToLowerInvariant() is "bulk" or "junk" or "list" || mail.Header("List-Id") is not null || mail.Header("List-Unsubscribe") is not null;

    private static bool IsReceipt(InboundMail mail) => mail.Header("Content-Type")?.Contains("disposition-notification", StringComparison.OrdinalIgnoreCase) == true;

    // What the report says itself, without the mail that it returns: that one has words of its own.
    private static string Told(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var end = Original().Match(text) is { Success: true, Index: > 0 } mark ? mark.Index : text.Length;
        return Begin(text[..end]);
    }

    private static string Begin(string text) => text[..Math.Min(text.Length, 12_000)];

    private static string Line(string said) => Space().Replace(said, " ").Trim() is var line && line.Length > 300 ? line[..300] : line;

    private static string? AddressIn(string text) => Mailbox().Match(text) is { Success: true } m ? m.Value.ToLowerInvariant() : null;

    private const RegexOptions Words = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"^Feedback-Type: *(?<type>[a-z-]+)", Words | RegexOptions.Multiline)]
    private static partial Regex FeedbackType();

    [GeneratedRegex(@"^\s*[45]\d\d ([45]\.\d+\.\d+ )?<(?<who>[^<>\s]+@[^<>\s]+)>\.\.\. ", Words)]
    private static partial Regex About();

    [GeneratedRegex(@"^\s*((fwd?|wg|tr|i)\s*[::]\s*)+", Words)]
    private static partial Regex Forward();

    [GeneratedRegex("^>+ ?", RegexOptions.NonBacktracking)]
    private static partial Regex Quote();

    // What mail programs send for a person who chose "unsubscribe".
    [GeneratedRegex(@"^\s*(unsubscribe|abmelden|abbestellen|отписване|отпишете ме|配信停止|购読解除|登録解除|退订|取消订阅)\s*$", Words)]
    private static partial Regex Leaves();

    [GeneratedRegex("sent this (e-?mail|message) to unsubscribe", Words)]
    private static partial Regex LeavesInText();

    [GeneratedRegex("\"(notificationType|eventType)\" ?: ?\"Bounce\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Notified();

    [GeneratedRegex("\"(notificationType|eventType)\" ?: ?\"Delivery\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DeliveryNotified();

    // A program's address, which says so itself: nobody wrote.
    [GeneratedRegex(@"^(no|do[._-]?not|don[._-]?t)[._-]?reply(@|[._+-])", Words)]
    private static partial Regex Unanswerable();

    [GeneratedRegex("\"(notificationType|eventType)\" ?: ?\"Complaint\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ComplaintNotified();

    [GeneratedRegex("^complaint about message from|^abuse report|^\\[?(e-?mail )?feedback (loop|report)|^junk (e-?mail )?report|^fbl report|^spam report", Words)]
    private static partial Regex Complains();

    [GeneratedRegex(@"[245]\.\d{1,3}\.\d{1,3}", RegexOptions.NonBacktracking)]
    private static partial Regex Status();

    [GeneratedRegex(@"^\s*(\S+;)?\s*[45]\d\d[ =-]*([45]\.\d+\.\d+)?[ =]*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Bare();

    [GeneratedRegex(@"in reply to (end of )?data|>>> ?data\b|while talking.{0,200}>>> ?data|(after|following) (end of )?data|error from.{0,60}after (end of )?data", Words | RegexOptions.Singleline)]
    private static partial Regex AfterData();

    [GeneratedRegex(@"need rcpt|no (valid )?recipients|503 .{0,40}(rcpt|recipient)", Words)]
    private static partial Regex NoneLeft();

    [GeneratedRegex(@"\brcpt\b", Words)]
    private static partial Regex AtRecipient();

    [GeneratedRegex(@"warning: (message|could not|mail)|(message|delivery|mail)( \S+){0,3} (delayed|deferred)|still trying|no action is required|will (continue|keep) (to try|trying)|verzögert|THIS IS A WARNING", Words)]
    private static partial Regex Warning();

    [GeneratedRegex(@"^\s*(\[ext(ern(al|e)?)?\]\s*)?(re|ré|rép|aw|antw|antwort|sv|vs|odp|res|rif|ynt|fwd?|wg|отг|отговор|ответ|回复|答复|回覆|返信|답장)\s*(\[\d+\])?\s*[::]", Words)]
    private static partial Regex Answer();

    // Whole sentences that programs begin with, behind a greeting and thanks at most: that somebody is on holiday may be why they write.
    private const string Greeting = @"^((hi|hello|dear|hallo|guten tag|sehr geehrte|liebe|здравейте|здравствуйте|bonjour|您好|你好)[^.!?,,、]{0,40}[.,!,、!]* ?)?((many )?(thanks|thank you)( very much)? for your (e-?mail|message|mail|enquiry|inquiry)[.,! ]+(and )?|(vielen |besten |herzlichen )?dank für (ihre|deine) (e-?mail|nachricht|mail|anfrage)[.,! ]+)?";
    private const string ByMachine = @"this (e-?mail |message )?is an auto(matic|mated)?(ally)?[- ]?(generated|reply|response|answer|message)|(this|your) (e-?mail|message) (was|has been) (sent|generated|answered) automatically|(dies|das) ist eine automati(sche|sierte) (antwort|nachricht)|(dies ist eine |meine )?abwesenheits(notiz|nachricht|benachrichtigung)|diese (e-?mail|mail|nachricht|antwort) (wurde|wird|ist) automatisch|(това е )?автоматичен отговор|(это )?автоматический ответ|ceci est une? (réponse|message) automatique|(これは|本メールは|このメールは)?自動(応答|返信|送信)|(这是|此邮件为|此邮件是|本邮件为|這是)?(一封)?(系统)?(自动|自動)(回复|答复|回覆)";
    private const string Absent = @"i( am|'m|’m| will be) (currently |presently |now )?(out of (the )?office|away from (the office|my desk|my e-?mail)|on (annual |maternity |paternity |parental |sick )?leave)\b|i( am|'m|’m) (currently |presently )?on (vacation|holiday)[^.!?]{0,60} (with (no|limited) access|and will (reply|answer|respond|get back))|ich bin (derzeit |zurzeit |momentan |aktuell )?((vom|von|bis|ab) [^!?]{1,50} )?(nicht im (büro|haus)|abwesend|außer haus)|в момента (съм в отпуск|отсъствам)|ただいま不在|我(正在|目前)休假";

    [GeneratedRegex(Greeting + "(" + ByMachine + "|" + Absent + ")", Words)]
    private static partial Regex SaysAway();

    [GeneratedRegex(@"mailer-?daemon|mail-?daemon|^postmaster@|<postmaster@|\bpostmaster\b|double-bounce|mdaemon|mail delivery (sub)?system|mail delivery service|mail-system|\bmail administrator\b|mailerdaemon|post_master@|^bounces?@|_mailer@|\bmrelay|\bmail server at ", Words)]
    private static partial Regex Daemon();

    [GeneratedRegex(@"undeliver(ed|able)|(mail|message|delivery)( \S+)? (delivery )?(fail|error|status notification)|delivery (failure|notification|has failed|report|unsuccessful)|failure notice|failed (delivery|mail)|returned mail|mail (could not|couldn't) be (sent|delivered)|return(ed|ing)? (message )?to sender|non[- ]?deliver|(message|mail) (not|could not be|cannot be) (sent|delivered)|unzustellbar|nicht zugestellt|zustellung.{0,20}(fehl|nicht)|non remis|échec de|no entregado|mancata consegna|não entregue|недоставлен|не удалось доставить|не е доставен|配信.{0,6}(エラー|失敗|不能)|送信エラー|メール.{0,4}エラー|退信|系统退信|投递失败|無法傳遞|无法送达", Words)]
    private static partial Regex Bounced();

    [GeneratedRegex(@"out[- ]of[- ](the[- ])?office|auto(matic|mated|matische?)?[- ]?(reply|response|antwort|notification|responder)|^\s*auto( ?reply)?\s*[::]|vacation|on (holiday|leave|annual leave|vacation)|away from (my|the) (office|mail|desk)|abwesen|nicht im (büro|haus)|urlaub|bin (derzeit |zurzeit )?nicht|absence|absent|absen[cz]|réponse automatique|en congé|respuesta automática|fuera de (la )?oficina|risposta automatica|fuori (sede|ufficio)|resposta automática|ausente|automatisch antwoord|afwezig|autosvar|frånvaro|fravær|poissa|automaattinen|automatyczna odpowied|nieobecno|automatick[áa] odpov|otomatik yan|автоматичен отговор|отсъств|извън офиса|в отпуск|автоответ|автоматический ответ|自動(応答|返信|回答|回覆|回复)|不在|休暇|休假|自动(回复|答复)|外出|부재|자동 ?(응답|회신)|thank you for (contacting|your (e-?mail|message|enquiry))|we have received your|ticket received|\[?case ?#|ihre anfrage ist", Words)]
    private static partial Regex Away();

    [GeneratedRegex(@"^(-{2,} ?(below this line|the )?(is a copy|original|returned|unsent|unsent message|message (text|header|headers|body)|original message|included is a copy|this is a copy|begin|included).*|(original message (follows|headers)|the original message (follows|headers|below|is)|message (header|headers) (follow|follows)|included (below|is)|below is a copy).*|received: (from|by|\(|via).*|return-path:.*|message-id: ?<.*|x-mailer:.*|-{5,} (original|forwarded).*|--- below this line.*|-+ this is a copy.*|オリジナル.*|原始邮件.*)$", Words | RegexOptions.Multiline)]
    private static partial Regex Original();

    [GeneratedRegex(@"(successfully|has been|was) (delivered|relayed)|delivery (confirmation|successful|succeeded)|^(delivered|relayed|expanded):|return receipt|^delivery (receipt|report)|^(mail|message) (was )?delivered|zugestellt:|配信完了|已送达", Words | RegexOptions.Multiline)]
    private static partial Regex Arrived();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Space();

    [GeneratedRegex(@"[a-z0-9._%+=&'~!#$*/?^{|}-]+@[a-z0-9][a-z0-9.-]*[a-z0-9]", Words)]
    private static partial Regex Mailbox();
}
