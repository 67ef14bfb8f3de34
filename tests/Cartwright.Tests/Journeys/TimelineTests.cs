using System.Text;
using Cartwright.Journeys;
using Cartwright.Shoppers;
using Cartwright.Stores;
using Cartwright.Tracking;

namespace Cartwright.Tests.Journeys;

/// <summary>
/// docs/journeys.md: each ready journey as sentences, and what it does for a shopper, played through the decisions of the server. Written anew with
/// CARTWRIGHT_WRITE_DOCS=1; otherwise compared.
/// </summary>
public sealed class TimelineTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "journeys.md");

    [Fact]
    public void The_page_of_the_ready_journeys_shows_what_they_do()
    {
        var text = Write();
        if (Environment.GetEnvironmentVariable("CARTWRIGHT_WRITE_DOCS") == "1") File.WriteAllText(Page, text);
        Assert.Equal(File.ReadAllText(Page), text);
    }

    private static string Write()
    {
        var page = new StringBuilder("""
            # The ready journeys

            What a new store gets, and what each journey does for a shopper who does nothing more: played through the decisions of the server, on a clock that
            jumps from one decision to the next. Ada is in Berlin; the store has its default settings, and named who takes hand-offs. `store create --journeys live` starts those marked recovery; the others are drafts until somebody starts them.

            """);
        foreach (var (slug, definition) in ReadyJourneys.All)
        {
            page.Append("\n## ").Append(definition.Name).Append("\n`").Append(slug).Append("` · ").Append(definition.Kind).Append(" · ").Append(JourneySentences.Of(definition.Trigger, "EUR"));
            if (definition.Filter is { } filter) page.Append(", if ").Append(ConditionPolicy.Sentence(filter, "EUR"));
            page.Append(".\n\n");
            foreach (var op in JourneyProgram.Of(definition).Where(o => o.Step is not null))
                page.Append(' ', op.Depth * 2).Append("- ").Append(JourneySentences.Of(op.Step!, "EUR")).Append(op.Path.EndsWith(".else[0]", StringComparison.Ordinal) ? " (if not)" : "").Append('\n');
            page.Append("- ").Append(JourneySentences.Ends(definition)).Append("\n\n| when | what |\n|---|---|\n");
            foreach (var (at, what) in Play(slug, definition)) page.Append("| ").Append(at).Append(" | ").Append(what).Append(" |\n");
        }
        page.Append("""

            ## Several together
            Of the recovery journeys that fit, the one of the highest priority begins, and takes over from one of a lower that runs: what that has queued is withdrawn, and what
            it said is not said again.

            | when | what |
            |---|---|

            """);
        foreach (var (at, what) in PlayTogether()) page.Append("| ").Append(at).Append(" | ").Append(what).Append(" |\n");
        return page.ToString();
    }

    private static List<(string, string)> PlayTogether()
    {
        var run = new PureRun([.. ReadyJourneys.All.Where(j => j.Definition.Kind == JourneyKind.Recovery)], new StoreSettings { HandoffTo = "anna@shop.test" });
        run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "ada", Personal = new Personal { Email = "ada@mail.test" } });
        run.Tell(Some.Added(run.Now), "Ada, who has an account, puts goods into a cart and leaves");
        run.RunFor(TimeSpan.FromHours(3));
        run.Tell(Some.Typed(run.Now, "ada@mail.test"), "She comes back, goes to the checkout, and leaves again");
        run.RunFor(TimeSpan.FromHours(23));
        run.Tell(Some.Event(EventKind.Trouble, run.Now) with { Trouble = "payment_declined" }, "She tries to pay, and her card is declined");
        run.RunFor(TimeSpan.FromHours(2));
        run.Tell(Some.Event(EventKind.Trouble, run.Now) with { Trouble = "api_error" }, "She tries once more, and the checkout fails");
        run.RunFor(TimeSpan.FromDays(30));
        return run.Log.Select(l => (run.When(l.At), l.Text)).ToList();
    }

    private static IEnumerable<(string, string)> Play(string slug, JourneyDefinition definition)
    {
        var run = new PureRun([(slug, definition)], new StoreSettings { HandoffTo = "anna@shop.test" });
        var email = new Personal { Email = "ada@mail.test", Phone = "+4917012345678", Fields = new Dictionary<string, string> { ["email"] = "ada@mail.test" } };
        var yes = new ConsentGiven[] { new(Channels.Email, true, "Yes, write to me"), new(Channels.Sms, true, "Yes, write to me") };
        void Agree() => run.Tell(Some.Event(EventKind.Identified, run.Now, trust: Trust.Server) with { UserId = "ada", Personal = email, Consents = yes }, "Ada has an account, and agreed to messages");
        void Cart(long unit = 4990)
        {
            run.Tell(Some.Added(run.Now, unit: unit), "Ada puts goods into a cart");
            run.Tell(Some.Typed(run.Now, "ada@mail.test"), "Ada types her address into the checkout and leaves");
        }
        StorefrontEvent Order(EventKind kind) => Some.Event(kind, run.Now, trust: Trust.Server) with { OrderId = "1001", Total = 4990, Currency = "EUR", ClosesAt = run.Now + 3 * 86_400_000L };
        switch (definition.Trigger.Type)
        {
            case TriggerType.PaymentFailed:
                Cart();
                run.Tell(Some.Event(EventKind.Trouble, run.Now) with { Trouble = "payment_declined" }, "Her card is declined");
                break;
            case TriggerType.TechnicalTrouble:
                Cart();
                run.Tell(Some.Event(EventKind.Trouble, run.Now) with { Trouble = "api_error" }, "The checkout fails");
                break;
            case TriggerType.UnpaidOrder:
                Agree();
                Cart();
                run.Tell(Order(EventKind.OrderPlaced), "Ada orders and does not pay; the shop closes the order after three days");
                break;
            case TriggerType.OrderPlaced:
                Cart();
                run.Tell(Order(EventKind.OrderPlaced), "Ada orders");
                break;
            case TriggerType.OrderPaid or TriggerType.NoOrderSince:
                Agree();
                Cart();
                run.Tell(Order(EventKind.OrderPaid), "Ada orders and pays");
                break;
            case TriggerType.Registered:
                Agree();
                break;
            case TriggerType.Browsed:
                Agree();
                run.Tell(Some.Event(EventKind.Identified, run.Now) with { UserId = "ada" });
                run.Tell(Some.Event(EventKind.ProductViewed, run.Now) with { UserId = "ada" }, "Ada looks at a product and leaves");
                break;
            case TriggerType.BackInStock or TriggerType.PriceDrop:
                Agree();
                Cart();
                run.RunFor(TimeSpan.FromDays(5));
                run.Log.Add((run.Now, definition.Trigger.Type == TriggerType.BackInStock ? "The goods, sold out meanwhile, can be had again" : "The goods become cheaper"));
                run.News("p1", definition.Trigger.Type);
                break;
            default:
                if (definition.Trigger.Type == TriggerType.CartAbandoned) Agree();
                Cart(Math.Max(4990, definition.Trigger.MinTotal ?? 0));
                break;
        }
        run.RunFor(TimeSpan.FromDays(120));
        return run.Log.Select(l => (run.When(l.At), l.Text)).ToList();
    }
}
