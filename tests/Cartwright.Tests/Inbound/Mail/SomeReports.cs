namespace Cartwright.Tests.Inbound.Mail;

/// <summary>Mails of the kinds that come back, written for these tests after what servers send.</summary>
internal static class SomeReports
{
    /// <summary>A report as RFC 3464 has it.</summary>
    public static string Dsn(string status = "5.1.1", string said = "550 5.1.1 <ada@mail.test>: User unknown", string action = "failed", string returnPath = "<carts@shop.test>", string messageId = "0@shop.test") => $"""
        Return-Path: <>
        From: MAILER-DAEMON@mx.mail.test (Mail Delivery System)
        To: carts@shop.test
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="B"

        --B
        Content-Type: text/plain

        I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

        --B
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.mail.test

        Final-Recipient: rfc822; ada@mail.test
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; {said}

        --B
        Content-Type: text/rfc822-headers

        Return-Path: {returnPath}
        Message-ID: <{messageId}>
        From: Shop <carts@shop.test>
        To: ada@mail.test
        Subject: Your cart

        --B--

        """;

    public static string Text(string from, string subject, string body, string more = "") => $"From: {from}\nTo: carts@shop.test\nSubject: {subject}\n{more}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n";

    public static string Complaint(string type = "abuse", string messageId = "0@shop.test") => $"""
        From: fbl@provider.test
        To: abuse@shop.test
        Subject: FW: Your cart
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="B"

        --B
        Content-Type: text/plain

        This is an email abuse report.

        --B
        Content-Type: message/feedback-report

        Feedback-Type: {type}
        User-Agent: Provider-FBL/1.0
        Version: 1

        --B
        Content-Type: message/rfc822

        From: Shop <carts@shop.test>
        Message-ID: <{messageId}>
        Subject: Your cart

        text
        --B--

        """;

    public static string Reply(string to, string inReplyTo = "0@shop.test", string text = "Do you also have it in blue?", string more = "") => $"""
        From: Ada <ada@mail.test>
        To: {to}
        Subject: Re: Your cart
        In-Reply-To: <{inReplyTo}>
        {more}Content-Type: text/plain; charset=utf-8

        {text}

        On Mon, 2 Mar 2026 at 10:00, Shop <carts@shop.test> wrote:
        > Your cart is waiting.
        """;
}
