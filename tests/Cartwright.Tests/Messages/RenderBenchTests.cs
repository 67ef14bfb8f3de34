using Cartwright.Hosting.Bench;
using Cartwright.Messages;
using Xunit;

namespace Cartwright.Tests.Messages;

public class RenderBenchTests
{
    [Fact]
    public void Counts_whole_mails_and_measures_them()
    {
        var renderer = new MessageRenderer();
        var mail = renderer.Render("cart-reminder", "en", RenderBench.Cart());

        var figures = RenderBench.Run(renderer, TimeSpan.FromMilliseconds(20));

        Assert.True(figures.Renders >= 640 && figures.RendersPerSecond > 0 && figures.PerCpuSecond > 0);
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(mail.Html), figures.HtmlBytes);
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(mail.Text), figures.TextBytes);
    }
}
