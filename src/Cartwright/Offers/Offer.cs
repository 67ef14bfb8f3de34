namespace Cartwright.Offers;

/// <summary>What a merchant gives a shopper by a code of their own. A change holds for codes made from then on; pausing it makes no more of them.</summary>
internal sealed record Offer
{
    public required Guid StoreId { get; init; }

    /// <summary>Names the offer in journeys and on its codes; never changes.</summary>
    public required string Slug { get; init; }
    public required string Name { get; init; }

    /// <summary>One of <see cref="OfferKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>A percentage in hundredths (1250 is 12.5 %), or minor units of <see cref="Currency"/> for an amount; 0 for free shipping.</summary>
    public long Value { get; init; }

    /// <summary>Of the amount and of <see cref="MinTotal"/>; null when there is neither.</summary>
    public string? Currency { get; init; }

    /// <summary>An order must be worth at least so much, in minor units of <see cref="Currency"/>; null: any.</summary>
    public long? MinTotal { get; init; }

    /// <summary>How long a code lives: an ISO 8601 duration such as PT5H or P7D.</summary>
    public required string ValidFor { get; init; }

    /// <summary>What its codes begin with, capitals and digits; may be empty.</summary>
    public string CodePrefix { get; init; } = "";

    /// <summary>active or paused.</summary>
    public string Status { get; init; } = OfferStatus.Active;

    public long ValidForMs => (long)System.Xml.XmlConvert.ToTimeSpan(ValidFor).TotalMilliseconds;
}

/// <summary>next_purchase is a percentage that is earned by finishing one purchase and is good for another one only.</summary>
internal static class OfferKind
{
    public const string Percent = "percent", Amount = "amount", FreeShipping = "free_shipping", NextPurchase = "next_purchase";

    public static IReadOnlyList<string> All { get; } = [Percent, Amount, FreeShipping, NextPurchase];

    public static bool IsPercentage(string kind) => kind is Percent or NextPurchase;
}

internal static class OfferStatus
{
    public const string Active = "active", Paused = "paused";
}
