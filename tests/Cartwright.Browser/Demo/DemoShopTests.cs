using Cartwright.Browser.Support;

namespace Cartwright.Browser.Demo;

/// <summary>Tests of a shopper in the demo shop: a site of its own and a browser of its own for each.</summary>
public abstract class DemoShopTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>, IAsyncLifetime
{
    private protected ChromiumFixture Chromium => chromium;
    private protected DemoSite Site { get; private set; } = null!;
    private protected Visit Visit { get; private set; } = null!;
    private protected Shopper Shopper { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Site = await DemoSite.StartAsync();
        Visit = await chromium.VisitAsync();
        Shopper = new Shopper(Visit, Site.Url);
    }

    public async Task DisposeAsync()
    {
        await Visit.DisposeAsync();
        await Site.DisposeAsync();
    }
}
