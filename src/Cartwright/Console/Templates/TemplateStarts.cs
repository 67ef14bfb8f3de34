using Cartwright.Messages.Templates;
using Cartwright.Shoppers;

namespace Cartwright.Console.Templates;

/// <summary>What a template begins with that is made from nothing: what every mail and every text message must have.</summary>
internal static class TemplateStarts
{
    private const string Mjml = """
        <mjml lang="{{locale}}">
          <mj-head>
            <mj-title>{{store.name}}</mj-title>
            <mj-preview>{{preheader}}</mj-preview>
            <mj-raw>
              <meta name="color-scheme" content="light dark">
              <meta name="supported-color-schemes" content="light dark">
            </mj-raw>
            <mj-attributes>
              <mj-all font-family="-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
              <mj-text font-size="16px" line-height="24px" color="#22201d" />
            </mj-attributes>
            <mj-style>
              :root { color-scheme: light dark; supported-color-schemes: light dark; }
              @media (prefers-color-scheme: dark) {
                body, .page { background-color: #1b1a18 !important; }
                .card, .card > table { background: #252422 !important; }
                .ink div, .ink td { color: #f1efeb !important; }
                .quiet div, .ink .quiet { color: #b8b3aa !important; }
                .line > td, .rule { border-color: #3d3a37 !important; }
                .box { background-color: #2e2c29 !important; border-color: #6b665f !important; }
                .pic .blank, .pic img { background-color: #35322f !important; color: #b8b3aa !important; }
                .stars { color: #e3b55a !important; }
              }
            </mj-style>
          </mj-head>
          <mj-body width="600px" background-color="#f6f5f2" css-class="page">
            <mj-section css-class="card" background-color="#ffffff" border-top="4px solid {{store.accent}}">
              <mj-column>
                <mj-text css-class="ink">
                  Hello{{#if shopper.firstName}} {{shopper.firstName}}{{/if}},
                </mj-text>
                <mj-text css-class="ink">
                  {{#each cart.lines}}
                  <div>{{quantity}} × {{name}}, {{money linePrice}}</div>
                  {{/each}}
                </mj-text>
                <mj-button href="{{links.restore}}" background-color="{{store.accent}}" color="{{store.onAccent}}" font-size="16px">{{store.name}}</mj-button>
              </mj-column>
            </mj-section>
            <mj-section>
              <mj-column>
                <mj-text css-class="quiet" align="center" font-size="13px" line-height="20px" color="#6b665f">
                  {{store.name}} · <a href="{{links.unsubscribe}}" style="color:inherit">Unsubscribe</a>
                  <div>{{#each store.address}}{{this}} {{/each}}</div>
                </mj-text>
              </mj-column>
            </mj-section>
          </mj-body>
        </mjml>

        """;

    private const string Text = """
        Hello{{#if shopper.firstName}} {{shopper.firstName}}{{/if}},

        {{#each cart.lines}}
        {{quantity}} x {{name}}, {{money linePrice}}
        {{/each}}

        {{links.restore}}

        {{store.name}}
        Unsubscribe: {{links.unsubscribe}}

        """;

    public static TemplateSource Mail(string template, string locale) => new(template, locale, Channels.Email, "{{store.name}}", "", Mjml.ReplaceLineEndings("\n"), "", Text.ReplaceLineEndings("\n"));

    public static TemplateSource TextMessage(string template, string locale) => new(template, locale, Channels.Sms, "", "", "", "", "{{truncate store.name 40}}: {{links.restore}} Reply STOP to stop");
}
