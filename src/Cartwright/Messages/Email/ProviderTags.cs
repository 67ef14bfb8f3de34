namespace Cartwright.Messages.Email;

/// <summary>
/// Headers by which a mail says which message it is: for whoever reads the returned headers, and in the form of the provider it is relayed
/// through, so that its events hand the token back.
/// </summary>
internal static class ProviderTags
{
    /// <summary>Carries the token itself.</summary>
    public const string Header = "X-Cartwright-Ref";

    /// <param name="host">The mail server it leaves through.</param>
    /// <param name="token">Of <see cref="ReturnPath.Token(Guid, Guid, Hosting.Secrets)"/>.</param>
    public static IEnumerable<KeyValuePair<string, string>> Of(string? host, string token)
    {
        yield return new(Header, token);
        host = host?.ToLowerInvariant() ?? "";
        if (host.EndsWith("sendgrid.net", StringComparison.Ordinal)) yield return new("X-SMTPAPI", $"{{\"unique_args\":{{\"cartwright\":\"{token}\"}}}}");
        else if (host.EndsWith("mailgun.org", StringComparison.Ordinal)) yield return new("X-Mailgun-Variables", $"{{\"cartwright\":\"{token}\"}}");
        else if (host.EndsWith("amazonaws.com", StringComparison.Ordinal)) yield return new("X-SES-MESSAGE-TAGS", $"cartwright={token}");
        else if (host.EndsWith("postmarkapp.com", StringComparison.Ordinal)) { yield return new("X-PM-Metadata-cartwright", token); yield return new("X-PM-KeepID", "true"); }
    }
}
