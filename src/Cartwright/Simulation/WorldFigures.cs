namespace Cartwright.Simulation;

/// <summary>How the shoppers of the simulated world behave. Each figure with where it was stated; what is not stated anywhere is said to be our assumption.</summary>
internal static class WorldFigures
{
    /// <summary>70.19 % of carts are abandoned (Baymard).</summary>
    public const double Abandoned = 0.7019;

    /// <summary>75 % of abandoners meant to come back (stated with the task of such tools); so many of all do within two days and buy by themselves. The second is our assumption.</summary>
    public const double ReturnsAlone = 0.11;

    /// <summary>So many of all come back to look, and leave again: those who meant to (75 %), less those who buy, seen within the horizon by a third. Our assumption.</summary>
    public const double ComesBack = 0.21;

    /// <summary>Open and click rates of cart mails: 41 % and 9.5 % (Klaviyo benchmarks).</summary>
    public const double Opens = 0.41, Clicks = 0.095;

    /// <summary>Of those who click, so many buy: about 4 % of the recoverable carts, inside the 3–6 % that SaleCycle and Klaviyo state.</summary>
    public const double ClickersBuy = 0.45;

    /// <summary>Reasons, several answers allowed (Baymard): extra cost 48 %, forced account 26 %, card not trusted 25 %, long checkout 22 %, total not visible 16 %, errors 13 %. As shares of their sum.</summary>
    public static readonly (string Reason, double Share)[] Reasons = [("cost", 0.32), ("account", 0.17), ("trust", 0.17), ("long", 0.15), ("total", 0.10), ("errors", 0.09)];

    /// <summary>Where a cart is left: cart, contact, address, shipping, payment. Extra costs are seen at shipping, the most frequent reason (Baymard, 48 %); the split is our assumption.</summary>
    public static readonly double[] Stops = [0.34, 0.14, 0.12, 0.24, 0.16];

    /// <summary>Orders placed and never paid, on marketplaces: about 20 %.</summary>
    public const double NeverPaid = 0.20;

    /// <summary>Visits that only look. First visits that end in an order are under 1 % of all visits of a shop; nine in ten visits that put nothing into a cart are left out here, as they concern nothing that is judged.</summary>
    public const double OnlyLooks = 0.35;

    /// <summary>So many of those who leave and do not come back to buy try once more and fail: those who meant to (75 %), by our assumption in one case of five.</summary>
    public const double TriesAgain = 0.15;

    // Our assumptions, higher than in life where a rare thing must happen often enough to be judged.
    public const double TwoDevices = 0.25, HasAccount = 0.3, Bounces = 0.04, Erased = 0.03, Empties = 0.05, SaysYes = 0.35, SaysNo = 0.04, OptsOut = 0.03, Forwards = 0.04, Slips = 0.03,
        MachineLooks = 0.2, Refunded = 0.08, Cancelled = 0.04, PaidLate = 0.5, Dear = 0.02, HasPhone = 0.6, AgreesToTexts = 0.6, ConfirmsTexts = 0.6, TellsNoZone = 0.2, TellsCountry = 0.6, SaysStop = 0.04, StopsAtCarrier = 0.06, News = 0.12, UsesCode = 0.4;

    /// <summary>Visits over a day, by the shopper's own hour: few at night, most in the evening. Our assumption.</summary>
    public static readonly int[] Hours = [2, 1, 1, 1, 1, 2, 3, 5, 6, 6, 7, 7, 8, 7, 6, 6, 7, 8, 10, 12, 12, 9, 6, 4];

    // Faults of --faults, as shares of the things they befall. Far more frequent than in life.
    public const double Doubled = 0.04, Late = 0.03, Reordered = 0.06, Dies = 0.004, DiskFull = 0.003, Jumps = 0.001;
    public const double RefusedForNow = 0.04, RefusedForGood = 0.01, NotReached = 0.01, TimedOut = 0.03, DiesSending = 0.06, Overtaken = 0.04, TwoWorkers = 0.02;
}
