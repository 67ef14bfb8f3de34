namespace Cartwright.Tests.Support;

/// <summary>Needs Debian's Chromium; a browser is never downloaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Tools.WhyWithoutChromium;
}
