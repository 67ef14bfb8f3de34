using Cartwright.Messages.Templates;

namespace Cartwright.Tests.Messages.Templates;

/// <summary>Templates as merchants write them.</summary>
internal static class SomeTemplates
{
    public static readonly TemplateDefaults Defaults = new();

    /// <summary>A mail without faults, of an own HTML.</summary>
    public static TemplateSource Mail(string template = "cart-reminder", string locale = "en", string words = "We kept it for you") => new(template, locale, "email", $"{words}: {{{{cart.first}}}}", "", "",
        $"<html lang=\"{locale}\"><head><title>Cart</title></head><body><h1>{words}</h1>{{{{#each cart.lines}}}}<p>{{{{quantity}}}} × {{{{name}}}} {{{{money linePrice}}}}</p>{{{{/each}}}}<a href=\"{{{{links.restore}}}}\">Back</a> <a href=\"{{{{links.unsubscribe}}}}\">Out</a></body></html>",
        $"{words}\n{{{{links.restore}}}}\n{{{{links.unsubscribe}}}}");

    public static TemplateSource Sms(string text, string template = "cart-sms") => new(template, "en", "sms", "", "", "", "", text);
}
