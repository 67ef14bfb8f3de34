using System.Text.Json;
using Cartwright.Browser.Support;
using Cartwright.Messages.Templates;
using Cartwright.Stores;
using Cartwright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.Browser.Console;

/// <summary>A merchant writes templates: in code with the mail beside it, by drawing, without script; and nothing they wrote is lost.</summary>
public sealed class TemplateEditorTests(ChromiumFixture chromium) : ConsoleEditorTests(chromium)
{
    [ChromiumFact]
    public async Task A_ready_mail_becomes_the_shops_own_and_a_mistake_in_it_is_told_at_its_line()
    {
        await Server.AbandonCartAsync("device", "anna@people.test", "cart-1");
        await Server.CartAsync("the abandoned cart", _ => true);
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Messages", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Templates", Exact = true }).ClickAsync();
        await Expect(page.Locator("tr", new() { HasText = "First reminder" }).Locator(".journeys")).ToContainTextAsync("journey");
        await CheckAsync(visit, "templates");
        await page.GetByRole(AriaRole.Link, new() { Name = "First reminder" }).ClickAsync();
        var shown = page.FrameLocator("iframe[name=shown]");
        await Expect(shown.GetByText("Tea", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.Locator("[data-size]")).ToContainTextAsync("KB of 102");

        // What is typed is seen a moment later, in the mail of the cart of the shop; a sample and the dark look too.
        var code = page.GetByRole(AriaRole.Textbox, new() { Name = "Layout (MJML)" });
        await WriteAsync(page, code, "You left this in your cart", "Your tea is waiting {{plural cart.others \"thing\" \"things\"}}");
        await Expect(shown.GetByText("Your tea is waiting things")).ToBeVisibleAsync();
        await page.GetByLabel("For which cart").SelectOptionAsync("payment");
        await Expect(shown.GetByText("Sold out just now")).ToBeVisibleAsync();
        await page.GetByText("Dark", new() { Exact = true }).ClickAsync();
        await Expect(shown.Locator("body")).ToHaveCSSAsync("background-color", "rgb(27, 26, 24)");
        await page.GetByText("Desk", new() { Exact = true }).ClickAsync();
        Assert.Equal(640, await page.EvaluateAsync<int>("document.querySelector('iframe[name=shown]').contentWindow.innerWidth"));

        await WriteAsync(page, code, "Your tea is waiting", "{{cart.totl}}");
        var fault = page.Locator("[data-faults] li", new() { HasText = "cart.totl" });
        await Expect(fault).ToContainTextAsync("cart.total");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be used like this");
        await Expect(page.Locator(".cm-lintRange-error, .cm-lint-marker-error").First).ToBeVisibleAsync();
        await Expect(page.Locator("textarea[name=mjml]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("cart\\.totl", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await CheckAsync(visit, "template-wrong");
        await page.ReloadAsync();
        await page.GotoAsync(Console + "/templates/cart-reminder/en");
        Assert.Equal(0, (await TemplateAsync("cart-reminder/en/versions")).GetProperty("items").GetArrayLength());

        await WriteAsync(page, code, "You left this in your cart", "Your tea is waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(page.GetByText("Saved as a draft.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByText("Saved, and used")).ToBeVisibleAsync();
        await Expect(page.Locator(".versions > ol > li")).ToHaveCountAsync(1); // the draft itself is used
        await Expect(page.Locator(".versions > ol > li").First).ToContainTextAsync("owner@people.test");
        await Expect(page.Locator(".versions > ol > li").First).ToContainTextAsync("Used");
        var saved = await TemplateAsync("cart-reminder/en");
        Assert.Contains("Your tea is waiting", saved.GetProperty("mjml").GetString(), StringComparison.Ordinal);
        Assert.Contains("Your tea is waiting", saved.GetProperty("html").GetString(), StringComparison.Ordinal);
        await CheckAsync(visit, "template-saved");
        visit.AssertNoErrors("400");
        AssertFine();
    }

    [ChromiumFact]
    public async Task What_somebody_else_saved_meanwhile_stands_beside_what_was_written_and_versions_come_back()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/templates/cart-reminder/en");
        await page.Locator("#f-subject").FillAsync("Mine");
        await SaveAsync("cart-reminder", "en", s => s with { Subject = "Theirs" }, live: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("other@people.test saved version 1 meanwhile");
        await Expect(page.Locator(".diff del")).ToContainTextAsync("Theirs");
        await Expect(page.Locator(".diff ins")).ToContainTextAsync("Mine");
        await Expect(page.Locator("#f-subject")).ToHaveValueAsync("Mine");
        await CheckAsync(visit, "template-overtaken");
        await page.GotoAsync(Console + "/templates/cart-reminder/en");
        await page.Locator("#f-subject").FillAsync("Mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByText("Saved, and used")).ToBeVisibleAsync();

        // What the last one changed can be looked at, too.
        await page.Locator("a[href$='?version=2']").ClickAsync();
        await Expect(page.Locator(".diff del")).ToContainTextAsync("Theirs");
        await Expect(page.Locator(".diff ins b")).ToHaveTextAsync("Mine");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use it again" })).ToHaveCountAsync(0);
        await CheckAsync(visit, "template-differs");

        await page.Locator("a[href$='?version=1']").ClickAsync();
        await Expect(page.GetByText("You look at version 1")).ToBeVisibleAsync();
        await Expect(page.Locator(".differences")).ToContainTextAsync("What it changed in the ready template");
        await Expect(page.Locator("#f-subject")).ToHaveValueAsync("Theirs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use it again" }).ClickAsync();
        await Expect(page.GetByText("Used again")).ToBeVisibleAsync();
        await Expect(page.Locator("#f-subject")).ToHaveValueAsync("Theirs");

        // One that failed on a cart is told of, loudly, until a new one is used.
        var template = Server.Services.GetRequiredService<TemplateStore>();
        var cart = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        await template.BreakAsync(Server.Store.Id, "cart-reminder", "en", 3, new TemplateBreak(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), cart, Guid.Empty, "It wrote more than is sent."));
        await page.GotoAsync(Console + "/templates");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("failed on a cart");
        await CheckAsync(visit, "templates-broken");
        await page.GetByRole(AriaRole.Link, new() { Name = "Mend it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It wrote more than is sent.");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "The cart" })).ToHaveAttributeAsync("href", $"/console/shop/carts/{cart}");
        await page.GotoAsync(Console);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "A template of yours failed on a cart" })).ToBeVisibleAsync();
        await page.GotoAsync(Console + "/templates/cart-reminder/en");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the ready one" }).ClickAsync();
        await Expect(page.GetByText("The ready one is used again.")).ToBeVisibleAsync();
        await Expect(page.Locator("#f-subject")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("just as you left it", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        visit.AssertNoErrors("409");
        AssertFine();
    }

    [ChromiumFact]
    public async Task The_keyboard_alone_writes_inserts_a_field_and_sends_a_test_of_what_is_not_saved_on_a_phone()
    {
        await using var visit = await SignInAsync(375, dark: true);
        var page = visit.Page;
        await page.GotoAsync(Console + "/templates/cart-reminder/en");
        await page.Locator("#f-subject").FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("For ");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("End");
        await page.Locator("summary", new() { HasText = "What you can insert" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Search the fields").FillAsync("shopper.fullName");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await CheckAsync(visit, "template-insert", keep: true);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#f-subject")).ToHaveValueAsync("For {{shopper.fullName}}");

        // Into the code and out of it again.
        var code = page.GetByRole(AriaRole.Textbox, new() { Name = "Layout (MJML)" });
        await code.FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(code).Not.ToBeFocusedAsync();
        await page.GetByLabel("For which cart").SelectOptionAsync("ordinary");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a test" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Sent to owner@people.test")).ToBeVisibleAsync();
        var mail = (await Server.Mail.WaitForAsync(1))[0];
        Assert.Equal("owner@people.test", mail.To);
        Assert.Contains("For Anna Berger", mail.Content.Subject, StringComparison.Ordinal);
        Assert.Equal(0, (await TemplateAsync("cart-reminder/en/versions")).GetProperty("items").GetArrayLength());
        Assert.Empty((await Server.GetAsync("/api/messages")).GetProperty("items").EnumerateArray());
        await CheckAsync(visit, "template");
        AssertFine();
    }

    [ChromiumFact]
    public async Task A_text_message_is_made_from_nothing_and_a_journey_may_send_it()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/templates/new");
        await CheckAsync(visit, "template-new");
        await page.GetByLabel("Begins as").SelectOptionAsync("text");
        await page.GetByLabel("Name").FillAsync("Tea is back!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("tea-is-back");
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("{{store.name}}: お茶が戻りました。お早めにどうぞ。在庫には限りがありますので、お気に入りの品をお忘れなく、どうぞお早めにご確認くださいませ {{links.restore}} STOP");
        await Expect(page.Locator("[data-size]")).ToContainTextAsync("2 text messages");
        await Expect(page.Locator("[data-text]")).ToContainTextAsync("Shop: お茶");
        await CheckAsync(visit, "template-sms", keep: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByText("Saved. No journey uses it yet.")).ToBeVisibleAsync();
        await page.GotoAsync(Console + "/journeys/new?from=nothing");
        await page.Locator("[id='add:steps[0]']").ClickAsync();
        await page.Locator("[id='add:steps[0]']").Locator("..").GetByRole(AriaRole.Button, new() { Name = "Send a message" }).ClickAsync();
        await page.Locator("[id='f-steps[0].channel']").SelectOptionAsync("sms");
        await page.Locator("[id='f-steps[0].template']").SelectOptionAsync("tea-is-back");
        await page.GetByLabel("Name").FillAsync("Tea");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create journey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Created as a draft");

        // It cannot be taken out of use while the journey names it.
        await page.GotoAsync(Console + "/templates/tea-is-back/en");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use it no longer" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Tea");
        await page.GotoAsync(Console + "/templates/new?from=mail&name=tea-is-back&locale=de");
        await Expect(page.Locator("#e-name")).ToBeVisibleAsync();
        visit.AssertNoErrors("409", "400");
        AssertFine();
    }

    [ChromiumFact]
    public async Task A_mail_from_nothing_passes_the_check_and_leaving_it_unsaved_asks()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/templates/summer/en?from=mail");
        await Expect(page.FrameLocator("iframe[name=shown]").GetByText("Hello")).ToBeVisibleAsync();
        await page.Locator("#f-subject").FillAsync("Summer at {{store.name}}");
        await Expect(page.Locator("[data-subject]")).ToHaveTextAsync("Summer at Shop");
        var asked = false;
        page.Dialog += async (_, dialog) => { asked = dialog.Type == "beforeunload"; await dialog.DismissAsync(); };
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        Assert.True(asked, "The page was left without a question.");
        await Expect(page.Locator("#f-subject")).ToHaveValueAsync("Summer at {{store.name}}");

        // Signed out meanwhile: what was written is there again after signing in. The enter key saves nothing.
        await page.Locator("#f-subject").PressAsync("Enter");
        await visit.Context.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("owner@people.test");
        await page.GetByLabel("Password").FillAsync(ConsoleVisitor.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArrivesAsync("**/console/**");
        await page.GotoAsync(Console + "/templates/summer/en?from=mail");
        await Expect(page.GetByText("What you wrote is here again.")).ToBeVisibleAsync();
        await Expect(page.Locator("#f-subject")).ToHaveValueAsync("Summer at {{store.name}}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByText("Saved. No journey uses it yet.")).ToBeVisibleAsync();
        Assert.Equal(1, (await TemplateAsync("summer/en/versions")).GetProperty("items").GetArrayLength());
        visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task Without_script_it_is_written_looked_at_and_saved_in_plain_fields()
    {
        await using var visit = await SignInAsync(javaScript: false);
        var page = visit.Page;
        await page.GotoAsync(Console + "/templates/cart-reminder/en");
        await page.Locator("#f-subject").FillAsync("Plain {{cart.totl}}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the changes" }).ClickAsync();
        await Expect(page.Locator("[data-faults]")).ToContainTextAsync("cart.totl");
        await page.Locator("#f-subject").FillAsync("Plain {{store.name}}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the changes" }).ClickAsync();
        await Expect(page.Locator("[data-subject]")).ToHaveTextAsync("Plain Shop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a test" }).ClickAsync();
        await Expect(page.GetByText("Sent to owner@people.test")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByText("Saved, and used")).ToBeVisibleAsync();
        Assert.Equal("Plain {{store.name}}", (await TemplateAsync("cart-reminder/en")).GetProperty("subject").GetString());
    }

    [ChromiumTheory, MemberData(nameof(Looks.OfTheDay), MemberType = typeof(Looks))]
    public async Task The_pages_fit_the_screen_and_keep_nobody_out(int width, bool dark)
    {
        await SaveAsync("cart-reminder", "en", s => s with { Subject = "First" }, live: true);
        await SaveAsync("cart-reminder", "en", s => s with { Subject = "Second", Mjml = s.Mjml.Replace("You left this", "You forgot this", StringComparison.Ordinal) }, live: false);
        await using var visit = await SignInAsync(width, dark);
        await CheckAsync(visit, "messages-tabs", Console + "/messages");
        await CheckAsync(visit, "templates", Console + "/templates");
        await CheckAsync(visit, "template", Console + "/templates/cart-reminder/en");
        await CheckAsync(visit, "template-version", Console + "/templates/cart-reminder/en?version=1");
        await CheckAsync(visit, "template-sms", Console + "/templates/cart-sms/ja");
        await CheckAsync(visit, "template-new", Console + "/templates/new?from=cart-reminder&name=&locale=en");
        visit.AssertNoErrors("400");
        AssertFine();
    }

    [ChromiumFact]
    public async Task Whoever_may_not_write_looks_and_finds_nothing_to_press()
    {
        await UserAsync("viewer@people.test", Roles.Viewer);
        await using var visit = await SignInAsync(email: "viewer@people.test");
        var page = visit.Page;
        await page.GotoAsync(Console + "/templates/cart-reminder/en");
        await Expect(page.FrameLocator("iframe[name=shown]").GetByText("Hello").First).ToBeVisibleAsync();
        await page.GetByText("Text", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-text]")).ToContainTextAsync("Hello");
        Assert.Empty(await page.Locator("main button").AllAsync());
        await CheckAsync(visit, "template-viewer");
        visit.AssertNoErrors();
        AssertFine();
    }

    // Selects the words in the code and writes others over them, as with the mouse.
    private static async Task WriteAsync(IPage page, ILocator code, string old, string fresh)
    {
        var line = page.Locator(".cm-line", new() { HasText = old });
        for (var i = 0; i < 60 && await line.CountAsync() == 0; i++)
        {
            if (i == 0) { await code.ClickAsync(); await page.Keyboard.PressAsync("Control+Home"); }
            await page.Keyboard.PressAsync("PageDown"); // only lines in sight are there
        }
        await line.First.EvaluateAsync("""
            (line, old) => {
                const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    const at = node.data.indexOf(old);
                    if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + old.length); return; }
                }
            }
            """, old);
        await page.Keyboard.InsertTextAsync(fresh);
    }

    private async Task<JsonElement> TemplateAsync(string path) => await Server.GetAsync("/api/templates/" + path);

    private async Task SaveAsync(string template, string locale, Func<TemplateSource, TemplateSource> change, bool live)
    {
        var entry = Server.Services.GetRequiredService<StoreDirectory>().Find(Server.Store.Id)!;
        var templates = Server.Services.GetRequiredService<StoreTemplates>();
        var opened = await templates.OpenAsync(entry, template, locale);
        Assert.IsType<TemplateSaved.Done>(await templates.SaveAsync(entry, change(opened!.Source), live, null, "other@people.test"));
    }
}
