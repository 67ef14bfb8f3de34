using System.Text.RegularExpressions;

namespace Cartwright.Messages.Email;

/// <summary>
/// Whether an address is worth another try, by what the other side said of it: its words first, since servers give the same code for
/// different things and different codes for the same; then the enhanced code (RFC 3463). Only what says that there is no such address
/// is hard: a full box, a policy or a fault of ours says nothing of the person.
/// </summary>
internal static partial class BouncePolicy
{
    /// <summary>There is no such address, or no such domain. False: another try may be worth it, or nobody knows.</summary>
    /// <param name="status">Enhanced code, or empty.</param>
    /// <param name="said">The other side's words.</param>
    public static bool IsHard(string status, string said)
    {
        // qmail's kin write_like_this; "503 Need RCPT" answers DATA where nobody was taken.
        var words = Space().Replace(said.Replace('_', ' '), " ").Replace("need rcpt", "", StringComparison.OrdinalIgnoreCase);
        if (status.StartsWith('4')) return status == "4.1.1" && IsNoUser(words) && !words.Contains("verification in progress", StringComparison.OrdinalIgnoreCase); // given up; only who was unknown for days is so for good
        if (Full().IsMatch(words) || Size().IsMatch(words)) return false;
        if (status == "5.7.17") return true; // the mailbox is another person's now (RFC 7293)
        if (status.StartsWith("5.7.", StringComparison.Ordinal) && !NoSuch().IsMatch(words) || status is "5.2.2" or "5.2.3" or "5.3.4" or "5.1.7" or "5.1.8") return false;
        if (OfSender().IsMatch(words)) return false;
        if (NoMail().IsMatch(words) || Moved().IsMatch(words) || status is "5.1.6" or "5.1.10") return true;
        if (AtSender().IsMatch(words) && !AtRecipient().IsMatch(words)) return false; // said before anybody had named the recipient
        if (Unwanted().IsMatch(words) || Disabled().IsMatch(words) || Local().IsMatch(words)) return false;
        if (status.Length == 0 && ForNow().IsMatch(words) && !ForGood().IsMatch(words)) return false;
        if (NoHost().IsMatch(words)) return !Unresolved().IsMatch(words) || status == "5.1.2" || NotThere().IsMatch(words);
        if (IsNoUser(words))
        {
            if (status.StartsWith("5.1.", StringComparison.Ordinal) || NoAccount().IsMatch(words)) return true;
            // "No such user" after the whole mail was read is a filter's word: the recipient was taken before. 5.2.x says that there is a mailbox, 5.3.x that it is about the server.
            if (AfterData().IsMatch(words) || NobodyNamed().IsMatch(words) || status == "5.2.0" || (status == "5.2.1" || status.StartsWith("5.3.", StringComparison.Ordinal)) && !AtRecipient().IsMatch(words)) return false;
            // A bare 550, or nothing but "user unknown", of which nobody says to what it answered, may be that too.
            return status.Length > 0 || !Code().IsMatch(words) && !Unknown().IsMatch(words) || AtRecipient().IsMatch(words);
        }
        return !Again().IsMatch(words) && (status is "5.1.1" or "5.1.2" or "5.1.3");
    }

    /// <summary>The words tell of a failure at all.</summary>
    public static bool IsFailure(string said) =>
        Full().IsMatch(said) || Size().IsMatch(said) || IsNoUser(said) || NoHost().IsMatch(said) || NoMail().IsMatch(said) || Moved().IsMatch(said) || Unwanted().IsMatch(said)
        || Disabled().IsMatch(said) || Again().IsMatch(said) || Code().IsMatch(said) || Undelivered().IsMatch(said);

    /// <summary>The words give a reason.</summary>
    public static bool SaysWhy(string said) =>
        Full().IsMatch(said) || Size().IsMatch(said) || IsNoUser(said) || NoHost().IsMatch(said) || NoMail().IsMatch(said) || Moved().IsMatch(said) || Unwanted().IsMatch(said) || Disabled().IsMatch(said) || Again().IsMatch(said);

    /// <summary>The words say that a mail was not delivered.</summary>
    public static bool IsUndelivered(string said) => Undelivered().IsMatch(said);

    /// <summary>The enhanced code in the words: the one beside a reply code first.</summary>
    public static string StatusIn(string said) =>
        Beside().Match(said) is { Success: true } beside ? beside.Groups["status"].Value : Enhanced().Match(said) is { Success: true } alone ? alone.Groups["status"].Value : "";

    private const RegexOptions Words = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Space();

    [GeneratedRegex(@"(mail ?box|inbox|account|disk|storage|user|quota|recipient|maildir|postfach|кутия|ящик)\S* (is |has |was |storage )?(been )?(too |over|ist )?(full|exceeded|over ?quota|überfüllt|voll|препълнена|переполнен)|over ?quota|over disk quota|(quota|storage|disk)( \w+)? (is )?(exceed|full|violation|error)|exceed(s|ed|ing)? ((the|its|his|their|maximum|max|allowed|allocated|mailbox|storage|account|disk|user|recipient|email|space) )*(quota|storage|space|capacity)|exceeded storage allocation|(insufficient|not enough|no) (system |disk |mailbox |user )?(storage|disk|quota|space)|mailfull|mailbox size limit|would exceed.{0,40}quota|boîte.{0,20}pleine|boite.{0,20}pleine|buzón.{0,20}lleno|casella piena|caixa.{0,20}cheia|kontingent|speicherplatz|容量.{0,12}(超|オーバー|いっぱい|不足)|(邮箱|信箱|郵箱).{0,6}(已满|已滿|空间不足)", Words)]
    private static partial Regex Full();

    [GeneratedRegex(@"(message|mail|size|attachment)\S*( \w+){0,3} (is |was )?(too (big|large)|exceeds)|(message|mail) (size|length) (exceed|limit|violat|too)|exceed(s|ed)? ((the|a|fixed|maximum|max|allowed|administrative|server) )*(message |mail )?(size|length)|size limit|sizelimit|nachricht.{0,20}zu groß|邮件.{0,6}(过大|太大)|サイズ.{0,10}(超|大き)", Words)]
    private static partial Regex Size();

    [GeneratedRegex(@"null ?mx|does(n't| not) (accept|receive|want) (any )?(e-?mails?|messages)|(host|domain|server) ((does not|doesn't) (accept|receive)|never (accepts?|receives?)) (e-?)?mail|no mail (is )?accepted here|permanent error 521|couldn't find a mail exchanger|has no mail exchanger|does not have any (working )?mx", Words)]
    private static partial Regex NoMail();

    [GeneratedRegex(@"(recipient|user|mailbox|address|account|customer) (has moved|moved|no longer (on|at) (this )?server|has changed)|not our (user|customer)|has moved to|(address|mailbox|account|user|@\S+)( \S+){0,2} has been replaced by|(address|mailbox|account|user)( \S+)? no longer accepts|is a deactivated (mailbox|account|address)", Words)]
    private static partial Regex Moved();

    [GeneratedRegex(@"\b(spam(ming|mer|my|med)?|junk|unsolicited|phish\w*|malicious|virus\w*|malware|infected|worm)\b|violat(es?|ed|ing|ions? of)( \S+){0,4} polic|(content|attachment|subject|keyword)( \S+){0,3} polic|polic(y|ies)( \S+){0,2} (hold|held|breach|prevent)|administrative(ly)? prohibit|envelope (rejected|blocked)|anti-?spoof|impersonat|\b(blocked|black ?list\w*|block ?list\w*|denylist\w*|uribl|rbl|dnsbl|spamhaus|spamcop|barracuda|cloudmark|reputation|reverse dns|ptr record|rdns|dmarc|dkim|spf|sender policy|greylist|graylist)\b|greylisted|poor reputation|client host rejected|rejected (for|due to) (policy|security|content)|polic(y|ies) (violation|reason|reject|restrict)|(security|local|site|server|administrative|company) polic|relay(ing)? (access )?(denied|not permitted|not allowed|prohibited|is denied)|relay not permitted|unable to relay|not permitted to relay|must authenticate|authentication (is )?(required|failed)|(requires?|require|must issue( a)?|need|issue a) starttls|starttls (is )?(required|failed|command)|tls (is )?(required|negotiation)|certificate (verif|expired|rejected|has)|sender (address )?(rejected|denied|verify failed|verification failed|domain)|domain of sender|bad helo|helo command rejected|header error|content (rejected|refused|not allowed)|message (content )?((rejected|refused|denied) (for|due|because|as|by (the )?(administrator|polic))|looks|not allowed)|not accepted for policy|non-?compliant|rfc ?[2-9]\d{3}|rejected by (the )?(content|mail|message) filter|only accept(s|ing)? (e-?mail|mail|messages) (only )?from|not (authorized|authorised|allowed|permitted) to (send|relay|post)|not have (the )?permission|permission to (post|send)|notauthorized|at a rate|too quickly|delivery restriction|restricted (sender|by)|does not pass|authenticated sender|reverse lookup|sender .{0,30}(not|reject|denied|unknown|invalid)|sender domain must|invalid (sender|helo)|too many (hops|messages|connections|recipients|errors|emails)|too (fast|much)|rate limit|rate exceed|throttl|unexpected volume|(hourly|daily|connection|sending) limit|not (a )?member|members only|service refuse|垃圾|拒信|迷惑メール|受信拒否|指定受信", Words)]
    private static partial Regex Unwanted();

    // What is unknown, invalid or refused is who sends, or from where.
    [GeneratedRegex(@"\b(from|return[- ]?path|reverse[- ]?path|reply([- ]to)?)[:,]? (domain|address|user|host|no such|is (in|not ))|mail ?from[:,]? (user|domain|address|not|is|must)|(sender|originator|emetteur|émetteur|exp[eé]diteur|absender|remitente|mittente|remetente|отправител\w*|подател\w*|送信者|送信元|发件人|寄件)\S*( (e-?mail|address|adresse|domain|verify|verification|email|host|is|was|not|ist|in|has|been|nicht))* (invalid\w*|unknown|inconnue?|unbekannt|ungültig|desconocido|sconosciuto|rejected|denied|failed|refused|found|exist|verified|allowed|valid|pre-?approved|my|empty)|(for|of|valid|invalid|bad|unknown|unroutable|unresolvable|envelope|empty|null|unlisted|unverified) (sender|mail from|return[- ]?path)|(registered gateway user)|\bbatv\b|backscatter|bogus mail|purported responsible|third-party dsns|\bdsn for|returned mail not|your (e-?mail )?(access|domain|host ?name|host|server|ip|ip address|reverse|ptr|helo|address)( name)? (is|has|does|was|must|to|not)|(find|resolve|look ?up) your|domain of your|\b(ehlo|helo)\b.{0,40}(not|invalid|unknown|reject)|(invalid|unknown|bad|unresolvable) \S+( \S+){0,3} in (ehlo|helo)|\bptr\b|reverse (dns|host|lookup)|(not|never) (accept|receive|want)s? (any )?((e-?)?mails?|messages?) (from|with|without|containing|that|which|larger|over|of|in|whose|sent)\b|used to send your|sending this from|not owned by (the )?user|email address is not verified", Words)]
    private static partial Regex OfSender();

    [GeneratedRegex(@"(account|mailbox|user|recipient|address|inbox)\S*( \w+){0,3} (is |has been |was |been )?(currently |temporarily )?(disabled|suspended|inactive|locked|frozen|deactivated|blocked|on hold|restricted|bloque|gesperrt|deaktiviert)|(disabled|suspended|inactive|frozen|expired) (account|mailbox|user|recipient)|not accepting (messages|mail)|dormant|inactivity|(disabled|inactive) or discontinued|(user|account|mailbox)\S* (suspend|not active|is inactive)|not currently being accepted|no longer accept\S* (mail|messages)|recipient preferences|アカウント.{0,10}停止|帐号.{0,6}(停用|冻结)", Words)]
    private static partial Regex Disabled();

    [GeneratedRegex(@"(try|retry) (again|later)|please try later|temporar(y|ily)|timed? ?-?out|time-out|retry time(out)? (not reached|exceeded)|(message|delivery|delivery time|retry time|queue time|transmission period) (has |was )?(expired|too old)|could not be delivered (for|within) (more than |the )?\S+ (hours|days)|too long|been in the queue|connection (refused|reset|lost|dropped|failed|died)|no route to host|network (is )?unreachable|(server|host|service)\S*( \w+){0,3} (not responding|unavailable|down|busy)|lost connection|deferred|delayed|greylist|system error|internal (server )?error|mail (system|server) (error|problem)|loops? back|mail loop|loop detected|loop alert|duplicated message|(not|n't) accept our requests|socket error|too many hops|give up|giving up", Words)]
    private static partial Regex Again();

    [GeneratedRegex(@"(no such|unknown|invalid|nonexist[ae]nt|non-exist[ae]nt|non existing|inexist\S*|bad|undefined|undeliverable|illegal) (local )?(user|users|recipient|recipients|mailbox|address|account|person|addressee|alias|name|destination|e-?mail|mail|local.?part|virtual( \w+)?)\b|(user|recipient|mailbox|account|address|addressee|alias|destinataire|customer|person|name|recip|mail ?drop|local.?part)\S*( \S+){0,6} ((is|was|are) )?(unknown|not (be )?(found|known|exist|listed|valid|recogni[sz]ed|a known|our|a valid|hosted|here)|(does?(n't| not|nt|n`t)|do not|don't|did not) exist|invalid|nonexist|non-exist|undeliverable|unavailable|not available|no longer (exists|valid|available|active|in use|with)|rejected\s*([.(\[]|$)|rejected: (access denied|no such|undeliverable|unverified)|has no mailbox|isn't (listed|known)|not a valid|ungültig)|(unknown|not a|isn't a|no longer a) (valid )?(user|recipient|mailbox|account|address)|no (mailbox|user|recipient|account|person|address)( \S+){0,3} (here|by that name|with that|found|exist|on this)|(no|not) (mailbox|such|known) (here|person|at this)|(doesn't|does not|do not|not) have (an?|any|such) \S* ?account|not listed in|unrouteable address|unroutable address|user unknown|mailbox unavailable|recipient unknown|RecipNotFound|#5\.1\.1|#5\.1\.0 address rejected|delivery to this address is restricted|does not like recipient|couldn't find.{0,30}(user|mailbox|recipient)|this user doesn't|unknown or illegal|invalid final delivery userid|unknown e-?mail", Words)]
    private static partial Regex NoUser();

    [GeneratedRegex(@"not a registered (gateway )?(user|recipient)|is not a valid (mailbox|address|recipient|user|e-?mail)|(recipient|address|user|mailbox|account).{0,60}(could ?n[o']t|couldn't|can ?not|can't) be (found|resolved)|(recipient|user) (has been deleted|has no e-?mail address)|has been deleted or has no|account.{0,30}(closed|cancell?ed|terminated|deleted|removed)|(unable to|can ?not|could not|can't|couldn't|didn't) find (the |an? |this |any )?(alias |local )?(user|recipient|mailbox|address|account)|(address|user|recipient|mailbox|name)\S*( \S+){0,3} not present|(can ?not|can't) accept (the )?(user|recipient)|(server |host )?reject(s|ed) (the |all )?recipients?|not a known (user|recipient|address)|not an active (address|user|mailbox)|no mail ?drop|no valid recipients?|no addressees?|no deliverable address|no user mailbox|missing home directory|bad ?rcpt ?to|valid ?rcpt ?to|envelope recipient .{0,30}denied|recipients? (was |is |are )?not accepted|(are|is) not accepted here|mail ?addr\S* (does )?not exist|mail[- ]box (does )?not (be )?(found|exist)|(recipient|address|user|mailbox)\S*( \S+){0,3} (can ?not|can't|could not) be verified|can ?not verify (the )?(recipient|user|mailbox)|(recipient|callout|address) verif\S+ fail|no account by|not have an? e-?mail address|not a local (address|user|recipient)|rejected address|userunknown|recipient is not (local|ok)|is ?n[o']t in my (list|validrcptto)|no ?one (by that name )?at this address|bad ?recip\S*to|no mail ?box available for|nessun utente|no existe (dicha|ese|esa|la|el|este|esta)|not in (our |the )?(address book|directory)|no existing", Words)]
    private static partial Regex NotFound();

    [GeneratedRegex(@"(unbekannte[rn]?|ungültige[rn]?|existiert nicht|nicht erkannt|nicht bekannt|nicht gefunden|unbekannt)|(adresse|destinataire|utilisateur|compte).{0,40}(invalide|inconnue?|n'existe pas|inexistante?|introuvable|pas été trouvée?)|(usuario|destinatario|utente|casella|indirizzo|conta|usuário|cuenta).{0,30}(desconocido|inexistente|sconosciuto|no existe|non esiste|não existe|desconhecid)|(нет такого|не существует|несуществующ|не найден|неизвестный|няма такъв|не съществува|непознат)|(ユーザ|宛先|アドレス|受信者|メールアドレス).{0,20}(存在しま|見つかりま|不明|ありません|間違)|(用户|收件人|邮箱|帐号|地址|使用者|收件者).{0,10}(不存在|未找到|无效|無效|不明)", Words)]
    private static partial Regex NoUserElsewhere();

    // Plain words, whatever code stands beside them.
    [GeneratedRegex(@"[45]\d\d (5\.7\.\d )?(<[^<>]+>[:,.]* )?no such user", Words)]
    private static partial Regex NoSuch();

    private static bool IsNoUser(string words) => NoUser().IsMatch(words) || NotFound().IsMatch(words) || NoUserElsewhere().IsMatch(words) || Refused().IsMatch(words) && !words.Contains("mail from", StringComparison.OrdinalIgnoreCase);

    // An address alone is refused; beneath MAIL FROM it is ours.
    [GeneratedRegex(@"5\d\d (5\.\d\.\d )?[<']?[^ <>@]+@[^ <>]+[^ <>:,][>']? rejected\s*[.(]?\s*($|\(rcpt\)|\(in reply to rcpt)", Words)]
    private static partial Regex Refused();

    [GeneratedRegex(@"(no such|unknown|invalid|unroutable|unrouteable|bad|nonexistent) (mail )?(host|domain|destination system)|(host|domain)( \S+){0,4} (is )?(unknown|not found|(does(n't| not)) exist|not exist|is not reachable|couldn't be found|could not be found|isn't found|invalid)|(domain|host)( or domain)? name( \S+){0,2} not found|nxdomain|name or service not known|couldn't find any host|(domain|ドメイン).{0,20}(存在しま|見つか)|域名.{0,8}(不存在|无效)|hostname lookup failed|illegal host|no (a|mx) record|mx records point to non-?existent|an mx or srv record indicated no smtp|recipient domain must exist|domain( \S+)? (isn't|is not) (registered|valid)|no mail hosts? for domain|(couldn't|could not|cannot) find (any |the |a )?(host|domain)", Words)]
    private static partial Regex NoHost();

    // The name could not be looked up just now, or the host not be reached: that says nothing of whether it is there.
    [GeneratedRegex(@"not found,? (please )?try again|try again.{0,30}(lookup|dns)|temporar(y|ily) .{0,60}(lookup|resol|dns|name)|dns (lookup )?(failure|time ?out|error)|lookup (failure|timed)|connection (timed|refused|reset)|no route to host|servfail|host found but no data|unreachable|mx records? point|no data known|bad dns|malformed .{0,20}(name server|dns) reply", Words)]
    private static partial Regex Unresolved();

    [GeneratedRegex(@"lookup failure: (host|domain) \S+ (not found|does not exist)( ?$|\.| [a-z])", Words)]
    private static partial Regex NotThere();

    [GeneratedRegex(@"(in reply to|response to|reply to|error after|after|following|while sending|during) (the )?((end of|sending) )*(mail )?(data|message body|message data|body|transfer of (the )?mail text)\b|>>> ?data\b|>>> ?\.\s|sent data|\bend of data\b|after data|failed after i sent the message", Words)]
    private static partial Regex AfterData();

    [GeneratedRegex(@"mailer error|procmail|maildrop|x-unix|couldn't create|permission denied|command died|unable to run|can't create|cannot create|config(uration)? error|lmtp|prog(ram)? mailer", Words)]
    private static partial Regex Local();

    // Japan's carriers answer so to the end of the mail, when the subscriber's filter takes it: at RCPT they name the address.
    [GeneratedRegex(@"55[0-9] ?: ?user unknown", Words)]
    private static partial Regex NobodyNamed();

    // Said in a whole sentence, it is meant so, whenever it is said.
    [GeneratedRegex(@"(user|person|customer|member) (doesn't|does not|don't|do not) have (an?|any) \S+ ?account", Words)]
    private static partial Regex NoAccount();

    [GeneratedRegex(@"user unknown|unknown user", Words)]
    private static partial Regex Unknown();

    [GeneratedRegex(@"(in reply to|response to|reply to|error after|after|following|while sending|during) (the )?(initial )?(mail ?from|mail command|sender|ehlo|helo|lhlo|starttls|auth|connect(ion)?|banner|greeting|initial (contact|connect\w*))\b|>>> ?(mail from|ehlo|helo)|did not like our|does not like sender|remote host said:.{0,80}\[mail ?from", Words)]
    private static partial Regex AtSender();

    [GeneratedRegex(@"rcpt|does not like recipient|reply to recipient|unknown user: ?\S+@", Words)]
    private static partial Regex AtRecipient();

    [GeneratedRegex(@"(^|[^\d.])4[0-5]\d([ -]|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ForNow();

    [GeneratedRegex(@"(^|[^\d.])5[0-5]\d([ -]|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ForGood();

    [GeneratedRegex(@"(^|[^\d.])[45]\d\d([ -]|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex(@"(could|can|was|were|is|been|be|has) ?not (yet )?be(en)? (successfully )?(delivered|sent|completed|transmitted)|(couldn't|can't|wasn't|cannot|unable to|fail(ed|ure|s)? to|not able to) (be )?deliver|undeliver|not delivered|delivery (\S+ ){0,6}(has |to )?fail|delivery failure|returned to (the )?sender|permanent (fatal )?error|fatal error|non-?delivery|unzustellbar|nicht (aus|zu)gestellt|n'a pas pu être|non remis|no se (ha )?pudo|недостав|не (може|може) да|доставить|送信できま|配信できま|配信不能|届けられ|エラー|退信|无法送达|無法傳遞|投递失败", Words)]
    private static partial Regex Undelivered();

    [GeneratedRegex(@"\b[45]\d\d[ -]+['#]?(?<status>[245]\.\d{1,3}\.\d{1,3})\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Beside();

    [GeneratedRegex(@"(^|[\s(#\[:])(?<status>[245]\.\d{1,3}\.\d{1,3})([\s)\]:;,]|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Enhanced();
}
