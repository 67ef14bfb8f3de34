using Cartwright.Browser.Support;
using Cartwright.Tests.Support;
using Microsoft.Playwright;

namespace Cartwright.Browser.Console;

/// <summary>A merchant draws a mail: what was touched changes, what is put in can be used, everything else comes back as it was.</summary>
public sealed class TemplateDrawingTests(ChromiumFixture chromium) : ConsoleEditorTests(chromium)
{
    [ChromiumFact]
    public async Task Who_draws_changes_what_was_touched_and_nothing_else_and_no_other_host_is_asked()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        var asked = new List<string>();
        page.Request += (_, request) => { lock (asked) asked.Add(request.Url); };
        await page.GotoAsync(Console + "/templates/cart-reminder/en");
        var before = await page.Locator("textarea[name=mjml]").InputValueAsync();
        lock (asked) Assert.DoesNotContain(asked, url => url.Contains("/drawing", StringComparison.Ordinal)); // fetched when asked for
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw" }).ClickAsync();
        var drawing = page.FrameLocator("dialog iframe");
        var canvas = drawing.FrameLocator("#canvas iframe.gjs-frame");
        await Expect(canvas.GetByText("each cart.lines")).ToBeVisibleAsync();
        await canvas.GetByText("You left this in your cart").DblClickAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync(", Anna & Co");
        await canvas.GetByText("Works on any device").ClickAsync();
        await visit.ScreenshotAsync("template-drawing");
        await drawing.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Expect(page.GetByText("Taken over from the drawing")).ToBeVisibleAsync();
        var after = await page.Locator("textarea[name=mjml]").InputValueAsync();
        Assert.Contains("You left this in your cart, Anna &amp; Co</h1>", after, StringComparison.Ordinal);
        Assert.True(after.Split('\n').Except(before.Split('\n')).Count() == 1, "More lines changed than the one that was written.");
        await visit.ScreenshotAsync("template-drawn");
        await Expect(page.FrameLocator("iframe[name=shown]").GetByText("Anna & Co")).ToBeVisibleAsync();

        // Not a change: the same layout, byte by byte.
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw" }).ClickAsync();
        await Expect(canvas.GetByText("each cart.lines")).ToBeVisibleAsync();
        await drawing.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Expect(page.Locator("dialog")).ToHaveCountAsync(0);
        Assert.Equal(after, await page.Locator("textarea[name=mjml]").InputValueAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByText("Saved, and used")).ToBeVisibleAsync();
        lock (asked) Assert.DoesNotContain(asked, url => !url.StartsWith(Server.Stranger.BaseAddress!.ToString(), StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("about:", StringComparison.Ordinal));
        visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task Who_draws_puts_in_parts_of_the_ready_mails_with_a_click_and_they_are_written_whole()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/templates/win-back/de");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw" }).ClickAsync();
        var drawing = page.FrameLocator("dialog iframe");
        var canvas = drawing.FrameLocator("#canvas iframe.gjs-frame");
        await canvas.Locator("h1").ClickAsync();
        foreach (var name in (string[])["Cart and totals", "Reviews"]) await drawing.Locator(".gjs-block", new() { HasText = name }).ClickAsync();
        await Expect(canvas.GetByText("Reviews", new() { Exact = true })).ToBeVisibleAsync();
        await visit.ScreenshotAsync("template-drawing-blocks");
        await drawing.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Expect(page.Locator("dialog")).ToHaveCountAsync(0); // the layout comes from another frame

        var mjml = await page.Locator("textarea[name=mjml]").InputValueAsync();
        var places = new[] { "</h1>", "{{#each cart.lines}}", "{{/each}}", "<mj-raw>{{#if reviews}}", "{{#each reviews}}", "<mj-raw>{{#if offer}}" }.Select(part => mjml.IndexOf(part, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places); // after what was chosen, one after the other
        await page.GetByLabel("For which cart").SelectOptionAsync("ordinary");
        await Expect(page.FrameLocator("iframe[name=shown]").GetByText("Stoneware mug")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByText("Saved, and used")).ToBeVisibleAsync();
        visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task Every_simple_part_that_is_put_in_is_drawn_and_written_as_MJML_that_can_be_used()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        await page.GotoAsync(Console + "/templates/win-back/en");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw" }).ClickAsync();
        var drawing = page.FrameLocator("dialog iframe");
        var canvas = drawing.FrameLocator("#canvas iframe.gjs-frame");
        await canvas.Locator("h1").ClickAsync();
        foreach (var name in (string[])["Text", "Button", "Picture", "Line", "Space", "Section", "Two columns"]) await drawing.Locator(".gjs-block", new() { HasText = name }).First.ClickAsync();
        await Expect(canvas.GetByText("Write here").First).ToBeVisibleAsync();
        await visit.ScreenshotAsync("template-drawing-simple");
        Assert.Equal(4, await canvas.GetByText("Write here").CountAsync()); // a text, one in a section, and one in each of two columns
        await drawing.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Expect(page.Locator("dialog")).ToHaveCountAsync(0); // the layout comes from another frame

        var mjml = await page.Locator("textarea[name=mjml]").InputValueAsync();
        Assert.DoesNotContain("<>", mjml, StringComparison.Ordinal);
        foreach (var tag in (string[])["<mj-text>Write here</mj-text>", "<mj-button href=\"{{links.restore}}\">Back to your cart</mj-button>", "<mj-divider", "<mj-spacer", "<mj-image"]) Assert.Contains(tag, mjml, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and use" }).ClickAsync();
        await Expect(page.GetByText("Saved, and used")).ToBeVisibleAsync();
        visit.AssertNoErrors();
    }

    [ChromiumFact]
    public async Task Ready_layouts_come_out_of_the_drawing_as_they_went_in()
    {
        await using var visit = await SignInAsync();
        var page = visit.Page;
        foreach (var template in (string[])["cart-offer", "payment-failed", "order-confirmation", "hand-off"])
        {
            await page.GotoAsync($"{Console}/templates/{template}/de");
            var before = await page.Locator("textarea[name=mjml]").InputValueAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Draw" }).ClickAsync();
            var drawing = page.FrameLocator("dialog iframe");
            await Expect(drawing.FrameLocator("#canvas iframe.gjs-frame").Locator("[data-gjs-type=mj-text]").First).ToBeVisibleAsync();
            await drawing.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
            await Expect(page.Locator("dialog")).ToHaveCountAsync(0);
            Assert.Equal(before, await page.Locator("textarea[name=mjml]").InputValueAsync());
        }
        visit.AssertNoErrors();
    }
}
