using System.Text.Json;
using Cartwright.Browser.Support;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.Browser.Console;

/// <summary>A merchant makes and changes journeys: with the mouse, with the keyboard alone on a phone, without script, and as JSON.</summary>
public sealed class JourneyEditorTests(ChromiumFixture chromium) : ConsoleEditorTests(chromium)
{
    [ChromiumFact]
    public async Task A_journey_is_made_from_nothing_with_a_branch_and_started()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/journeys");
        await page.GetByRole(AriaRole.Link, new() { Name = "New journey" }).ClickAsync();
        await CheckAsync(visit, "journey-new");
        await page.GetByRole(AriaRole.Link, new() { Name = "From nothing" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Big carts");
        await page.Locator("summary", new() { HasText = "When a cart is left" }).ClickAsync();
        await page.GetByLabel("It starts").SelectOptionAsync("checkout_abandoned");
        await Expect(page.Locator("#says-trigger")).ToHaveTextAsync("When a checkout is left.");
        await page.GetByLabel("Worth at least").FillAsync("150");
        await Expect(page.Locator("#says-trigger")).ToHaveTextAsync("When a checkout is left, worth €150.00 or more.");

        await AddAsync(page, "steps[0]", "Branch");
        var branch = page.Locator("[id='step:steps[0]']");
        await Expect(branch).ToBeFocusedAsync();
        await page.GetByLabel("What is asked").SelectOptionAsync("shopper.buyer");
        await page.Locator("[id='f-steps[0].when.parts[0].op']").SelectOptionAsync("=");
        await page.Locator("select[id='f-steps[0].when.parts[0].value']").SelectOptionAsync("returning");
        await Expect(page.Locator("[id='says-steps[0].when']")).ToHaveTextAsync("If the shopper is returning.");
        await Expect(page.Locator("[id='says-steps[0]']")).ToHaveTextAsync("If the shopper is returning");
        await AddAsync(page, "steps[0].then[0]", "Hand over");
        await AddAsync(page, "steps[0].else[0]", "Send a message");
        await page.Locator("[id='f-steps[0].else[0].template']").SelectOptionAsync("cart-reminder");
        await Expect(page.Locator("[id='says-steps[0].else[0]']")).ToHaveTextAsync("Send “First reminder” by e-mail");
        await CheckAsync(visit, "journey-made");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create journey" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Created as a draft");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Started");
        var saved = await JourneyAsync("big-carts");
        Assert.Equal("live", saved.GetProperty("status").GetString());
        Assert.Equal("""{"name":"Big carts","kind":"recovery","trigger":{"type":"checkout_abandoned","minTotal":15000},"maxAgeHours":168,"reentryAfterHours":168,"priority":50,"steps":[{"type":"branch","when":{"field":"shopper.buyer","op":"=","value":"returning"},"then":[{"type":"handoff","template":"hand-off"}],"else":[{"type":"send","channel":"email","template":"cart-reminder"}]}]}""",
            Without(saved.GetProperty("definition")));
        visit.AssertNoErrors();
        AssertFine();
    }

    [ChromiumFact]
    public async Task A_wait_is_changed_and_the_versions_tell_it()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/journeys/abandoned-cart");
        await page.Locator("[id='step:steps[1]']").ClickAsync();
        await page.Locator("[id='f-steps[1].for']").FillAsync("a while");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.Locator("[id='e-steps[1].for']")).ToHaveTextAsync("Use a number, and at most 90 days.");
        await Expect(page.Locator("[id='f-steps[1].for']")).ToHaveValueAsync("a while");
        await page.GetByRole(AriaRole.Link, new() { Name = "Wait, how long:" }).ClickAsync();
        await page.Keyboard.PressAsync("Tab");
        await CheckAsync(visit, "journey-wrong");
        await page.Locator("[id='f-steps[1].for']").FillAsync("3");
        await page.Locator("[id='f-steps[1].for.unit']").SelectOptionAsync("hours");
        await Expect(page.Locator("[id='says-steps[1]']")).ToHaveTextAsync("Wait 3 hours");
        await Expect(page.Locator("[id='e-steps[1].for']")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");
        var newest = page.Locator(".versions > ol > li").First;
        await Expect(newest).ToContainTextAsync("Version 2");
        await Expect(newest.Locator("del")).ToHaveTextAsync("Wait 1 day");
        await Expect(newest.Locator("ins")).ToHaveTextAsync("Wait 3 hours");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.Locator(".versions > ol > li")).ToHaveCountAsync(2); // nothing changed: no new version
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at it" }).ClickAsync();
        await Expect(page.Locator("[id='says-steps[1]']")).ToHaveTextAsync("Wait 1 day");
        visit.AssertNoErrors("400");
        AssertFine();
    }

    [ChromiumFact]
    public async Task A_wrong_condition_is_told_at_its_field_and_nothing_typed_is_lost()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/journeys/abandoned-cart");
        await page.Locator("[id='step:trigger']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a condition" }).ClickAsync();
        await Expect(page.GetByLabel("What is asked")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Value" }).FillAsync("a lot");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a group" }).ClickAsync();
        await page.Locator("[id='f-filter.join']").SelectOptionAsync("any");
        await page.Locator("[id='f-filter.parts[1].parts[0].field']").SelectOptionAsync("shopper.country");
        await page.Locator("[id='f-filter.parts[1].parts[0].op']").SelectOptionAsync("in");
        await page.Locator("textarea[id='f-filter.parts[1].parts[0].value']").FillAsync("DE\nAT"); // not into the line it was before
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 field is not right yet");
        await Expect(page.Locator("[id='e-filter.parts[0].value']")).ToHaveTextAsync("Use an amount such as 49.90.");
        var value = page.Locator("[id='f-filter.parts[0].value']");
        await Expect(value).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(value).ToHaveValueAsync("a lot");
        await Expect(page.Locator("[id='f-filter.parts[1].parts[0].value']")).ToHaveValueAsync("DE\nAT");
        await page.GetByRole(AriaRole.Link, new() { Name = "value of the condition:" }).ClickAsync();
        await CheckAsync(visit, "journey-condition-wrong");
        await value.FillAsync("80");
        await Expect(page.Locator("#says-filter")).ToHaveTextAsync("If the cart's total is at least €80.00 or the shopper's country is one of DE, AT.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");
        Assert.Equal("""{"any":[{"field":"cart.total","op":"\u003E=","value":8000},{"field":"shopper.country","op":"in","value":["DE","AT"]}]}""", Without((await JourneyAsync("abandoned-cart")).GetProperty("definition").GetProperty("filter")));
        visit.AssertNoErrors("400");
        AssertFine();
    }

    [ChromiumFact]
    public async Task The_keyboard_alone_adds_moves_and_removes_a_step_on_a_phone()
    {
        await using var visit = await SignInAsync(375, dark: true);
        var page = visit.Page;
        await page.GotoAsync(Console + "/journeys/abandoned-cart");
        await page.Locator("[id='add:steps[1]']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await CheckAsync(visit, "journey-menu");
        await TabToAsync(page, "Mark the shopper");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[id='step:steps[1]']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("patient");
        await Expect(page.Locator("[id='says-steps[1]']")).ToHaveTextAsync("Mark the shopper “patient”");
        await Expect(page.Locator("[id='f-steps[1].tag']")).ToBeFocusedAsync();
        await TabToAsync(page, "Down");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[id='down:steps[2]']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[id='says-steps[3]']")).ToHaveTextAsync("Mark the shopper “patient”");
        await Expect(page.Locator("[id='down:steps[3]']")).ToBeFocusedAsync();
        await TabToAsync(page, "Remove");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[id='add:steps[3]']")).ToBeFocusedAsync();
        await Expect(page.Locator(".flow > .step")).ToHaveCountAsync(5); // three steps between the beginning and the end
        visit.AssertNoErrors();
        AssertFine();
    }

    [ChromiumFact]
    public async Task Without_script_the_same_buttons_do_the_same()
    {
        await using var visit = await SignInAsync(javaScript: false);
        var page = visit.Page;
        await page.GotoAsync(Console + "/journeys/abandoned-cart");
        await AddAsync(page, "steps[3]", "Wait");
        await page.Locator("[id='f-steps[3].form']").SelectOptionAsync("weekdays");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the changes" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Friday" }).CheckAsync();
        await page.Locator("[id='f-steps[3].until']").FillAsync("16:30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");
        Assert.Equal("""{"type":"wait","until":"16:30","weekdays":["fri"]}""", Without((await JourneyAsync("abandoned-cart")).GetProperty("definition").GetProperty("steps")[3]));
    }

    [ChromiumFact]
    public async Task Whoever_prefers_json_writes_it_and_what_is_typed_goes_over_both_ways()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/journeys/abandoned-cart");
        await page.Locator("[id='step:steps[1]']").ClickAsync();
        await page.Locator("[id='f-steps[1].for']").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "As JSON" }).ClickAsync();
        var json = page.GetByLabel("The whole journey as JSON");
        await Expect(json).ToContainTextAsync("\"for\": \"P2D\"");
        var text = await json.InputValueAsync();
        await json.FillAsync(text.Replace("\"P2D\"", "\"tomorrow\"", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("steps[1].for");
        await Expect(json).ToContainTextAsync("tomorrow");
        await CheckAsync(visit, "journey-json-wrong");
        await json.FillAsync("{ \"name\": ");
        await page.GetByRole(AriaRole.Button, new() { Name = "As steps" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(json).ToHaveValueAsync("{ \"name\": ");
        await json.FillAsync(text.Replace("\"P2D\"", "\"PT5H\"", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "As steps" }).ClickAsync();
        await Expect(page.Locator("[id='says-steps[1]']")).ToHaveTextAsync("Wait 5 hours");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.Locator(".versions ins")).ToHaveTextAsync("Wait 5 hours");
        visit.AssertNoErrors("400");
        AssertFine();
    }

    [ChromiumFact]
    public async Task A_version_saved_meanwhile_is_not_overwritten_unseen()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/journeys/abandoned-cart");
        var definition = (await JourneyAsync("abandoned-cart")).GetProperty("definition").GetRawText().Replace("\"P1D\"", "\"P4D\"", StringComparison.Ordinal);
        await Server.SendAsync(HttpMethod.Put, "/api/journeys/abandoned-cart", $$"""{"definition":{{definition}}}""");
        await page.Locator("[id='step:steps[1]']").ClickAsync();
        await page.Locator("[id='f-steps[1].for']").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody saved another version meanwhile");
        await Expect(page.Locator("[id='says-steps[1]']")).ToHaveTextAsync("Wait 2 days");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.Locator(".versions > ol > li").First.Locator("ins")).ToHaveTextAsync("Wait 2 days");
        visit.AssertNoErrors("409");
    }

    [ChromiumTheory, MemberData(nameof(Looks.OfTheDay), MemberType = typeof(Looks))]
    public async Task Every_kind_of_step_with_its_fields_fits_the_screen_and_keeps_nobody_out(int width, bool dark)
    {
        await Server.SendAsync(HttpMethod.Put, "/api/journeys/everything", """
            {"definition":{"name":"Everything","trigger":{"type":"unpaid_order","after":"PT45M","minTotal":2000},"kind":"marketing","exits":["order_paid"],"window":{"from":"2026-11-20","to":"2026-11-30","everyYear":true},
              "filter":{"any":[{"field":"cart.total","op":">","value":5000},{"not":{"all":[{"field":"shopper.country","op":"in","value":["DE","AT"]},{"field":"shopper.hasPhone","op":"=","value":true},{"field":"cart.troubles","op":"contains","value":["api_error"]}]}}]},
              "steps":[{"type":"send","channel":"email","template":"unpaid-order","variants":[{"template":"cart-reminder","weight":2}]},{"type":"wait","for":"PT36H"},{"type":"wait","until":"09:30","weekdays":["mon","fri"]},{"type":"wait","event":"clicked","timeout":"P2D"},{"type":"wait","beforeClose":"P1D"},
                {"type":"branch","when":{"field":"order.hoursLeft","op":">=","value":20},"then":[{"type":"branch","when":{"field":"shopper.hasPhone","op":"=","value":true},"then":[{"type":"send","channel":"sms","template":"unpaid-order-sms"}]}],"else":[{"type":"tag","tag":"late payer"}]},
                {"type":"split","name":"code or none","ways":[{"weight":1,"steps":[{"type":"offer","offer":"win-back"}]},{"weight":3,"steps":[]}]},{"type":"handoff"},{"type":"webhook","event":"order.unpaid"},{"type":"stop"}]}}
            """, System.Net.HttpStatusCode.Created);
        await using var visit = await SignInAsync(width, dark);
        var page = visit.Page;
        await CheckAsync(visit, "journeys", Console + "/journeys");
        await CheckAsync(visit, "journey-everything", Console + "/journeys/everything");
        foreach (var summary in await page.Locator(".edit > summary").AllAsync()) await summary.ClickAsync();
        await page.Locator("[data-no-script]").DispatchEventAsync("click");
        await Expect(page.Locator(".edit[open]")).ToHaveCountAsync(16);
        await CheckAsync(visit, "journey-everything-open");
        await CheckAsync(visit, "journey-json", Console + "/journeys/everything?view=json");
        await CheckAsync(visit, "journey-choose", Console + "/journeys/new");
        await CheckAsync(visit, "journey-empty", Console + "/journeys/new?from=nothing");
        visit.AssertNoErrors();
        AssertFine();
    }

    [ChromiumFact]
    public async Task Whoever_may_not_edit_reads_the_same_sentences()
    {
        await UserAsync("viewer@people.test", Roles.Viewer);
        await using var visit = await SignInAsync(email: "viewer@people.test");
        await CheckAsync(visit, "journey-viewer", Console + "/journeys/abandoned-checkout");
        await Expect(visit.Page.Locator(".flow .sentence").Nth(1)).ToHaveTextAsync("Send “First reminder” by e-mail");
        await Expect(visit.Page.Locator("form:not(.me)")).ToHaveCountAsync(0);
        AssertFine();
    }

    private static async Task AddAsync(IPage page, string at, string kind)
    {
        var place = page.Locator($"[id='add:{at}']");
        await place.ClickAsync();
        await place.Locator("..").GetByRole(AriaRole.Button, new() { Name = kind }).ClickAsync();
        await Expect(page.Locator($"[id='step:{at}']")).ToBeVisibleAsync();
    }

    private static async Task TabToAsync(IPage page, string button)
    {
        for (var i = 0; i < 30; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if ((await page.EvaluateAsync<string>("document.activeElement.innerText")).Trim().StartsWith(button, StringComparison.Ordinal)) return;
        }
        throw new Xunit.Sdk.XunitException($"The key Tab does not come to {button}.");
    }

    private async Task<JsonElement> JourneyAsync(string slug) => await Server.GetAsync("/api/journeys/" + slug);

    // Properties without a value are left out, and the text is as short as it can be.
    private static string Without(JsonElement element)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(element.GetRawText())!;
        Strip(node);
        return node.ToJsonString();

        static void Strip(System.Text.Json.Nodes.JsonNode node)
        {
            if (node is System.Text.Json.Nodes.JsonArray list) foreach (var item in list) if (item is not null) Strip(item);
            if (node is not System.Text.Json.Nodes.JsonObject o) return;
            foreach (var name in o.Where(p => p.Value is null).Select(p => p.Key).ToList()) o.Remove(name);
            foreach (var (_, child) in o) if (child is not null) Strip(child);
        }
    }
}
