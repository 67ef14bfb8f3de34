using Cartwright.Tests.Support;

namespace Cartwright.Browser.Support;

/// <summary>A phone and a desk, in the light and in the dark: with <c>--long</c> pages are checked in all four, else in one of them, drawn by the seed of the day.</summary>
public static class Looks
{
    public static TheoryData<int, bool> OfTheDay
    {
        get
        {
            (int Width, bool Dark)[] all = [(375, false), (1280, true), (375, true), (1280, false)];
            var looks = new TheoryData<int, bool>();
            foreach (var (width, dark) in Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1" ? all : [all[Seeds.Random("looks").Next(all.Length)]]) looks.Add(width, dark);
            return looks;
        }
    }
}
