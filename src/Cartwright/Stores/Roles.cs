using System.Collections.Frozen;

namespace Cartwright.Stores;

/// <summary>What a person may do with a store. Pages and the API ask for one of these, never for a role.</summary>
internal enum Right
{
    ViewReports, ViewCarts, SeePersonalData, StopJourney, RecordOrder, ViewMessages, ApproveMessages, EditTemplates, ViewJourneys, EditJourneys, ViewOffers, EditOffers, SeeCoupons, UseCoupons, ViewSettings, EditSettings, ManageUsers, AllStores,
}

/// <summary>The one manifest of who may do what.</summary>
internal static class Roles
{
    public const string Operator = "operator", Owner = "owner", Marketer = "marketer", Agent = "agent", Viewer = "viewer";

    public static IReadOnlyList<string> All { get; } = [Operator, Owner, Marketer, Agent, Viewer];

    // A marketer works on journeys and texts and needs nobody's address; an agent talks to shoppers and changes no journey.
    // A code is worth money to whoever reads it.
    private static readonly FrozenDictionary<Right, FrozenSet<string>> Manifest = new Dictionary<Right, string[]>
    {
        [Right.ViewReports] = [Operator, Owner, Marketer, Agent, Viewer],
        [Right.ViewCarts] = [Operator, Owner, Marketer, Agent, Viewer],
        [Right.SeePersonalData] = [Operator, Owner, Agent],
        [Right.StopJourney] = [Operator, Owner, Marketer, Agent],
        [Right.RecordOrder] = [Operator, Owner, Agent],
        [Right.ViewMessages] = [Operator, Owner, Marketer, Agent, Viewer],
        [Right.ApproveMessages] = [Operator, Owner, Marketer],
        [Right.EditTemplates] = [Operator, Owner, Marketer],
        [Right.ViewJourneys] = [Operator, Owner, Marketer, Agent, Viewer],
        [Right.EditJourneys] = [Operator, Owner, Marketer],
        [Right.ViewOffers] = [Operator, Owner, Marketer, Agent, Viewer],
        [Right.EditOffers] = [Operator, Owner, Marketer],
        [Right.SeeCoupons] = [Operator, Owner, Marketer, Agent],
        [Right.UseCoupons] = [Operator, Owner, Agent],
        [Right.ViewSettings] = [Operator, Owner, Marketer],
        [Right.EditSettings] = [Operator, Owner],
        [Right.ManageUsers] = [Operator, Owner],
        [Right.AllStores] = [Operator],
    }.ToFrozenDictionary(r => r.Key, r => r.Value.ToFrozenSet());

    public static bool Allows(string role, Right right) => Manifest[right].Contains(role);
}
