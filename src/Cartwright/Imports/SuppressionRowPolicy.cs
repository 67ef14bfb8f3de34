using Cartwright.Shoppers;

namespace Cartwright.Imports;

/// <summary>A row of the list of those who get no messages.</summary>
internal static class SuppressionRowPolicy
{
    public static ImportItem Read(ImportCells cells)
    {
        var (email, phone) = (cells.Email(), cells.Phone(strict: true));
        if (email is null && phone is null && cells.Errors.Count == 0) cells.Refuse(cells.Has("email") ? "email" : "phone", "It is empty; fill in an address.");
        var reason = SuppressionReason.Manual;
        if (cells.Text("reason") is { } text)
        {
            reason = text.ToLowerInvariant() switch
            {
                "unsubscribed" or "unsubscribe" or "opt-out" or "optout" => SuppressionReason.Unsubscribed,
                "bounced" or "bounce" or "hard_bounce" or "hardbounce" => SuppressionReason.Bounced,
                "complained" or "complaint" or "spam" => SuppressionReason.Complained,
                "refused" => SuppressionReason.Refused,
                "manual" => SuppressionReason.Manual,
                _ => "",
            };
            if (reason.Length == 0) cells.Refuse("reason", $"'{text}' is not known: use unsubscribed, bounced, complained, refused or manual.");
        }
        var list = new List<ImportAddress>(2);
        if (email is not null) list.Add(new(Channels.Email, email, reason));
        if (phone is not null) list.Add(new(Channels.Sms, phone, reason));
        return ImportItem.Of(cells, suppressions: list);
    }
}
