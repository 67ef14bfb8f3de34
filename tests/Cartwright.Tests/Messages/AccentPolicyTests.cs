using Cartwright.Messages;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cartwright.Tests.Messages;

public class AccentPolicyTests
{
    private const string LightCard = "#ffffff";
    private const string DarkCard = "#252422";

    [Fact]
    public void Can_be_read_on_light_and_dark_whatever_colour_the_shop_has() => Prop.ForAll(
        Gen.Choose(0, 0xffffff).Select(bits => $"#{bits:x6}").ToArbitrary(), color =>
        {
            var accent = AccentPolicy.From(color);
            return AccentPolicy.Contrast(accent.Text, LightCard) >= 4.5
                && AccentPolicy.Contrast(accent.DarkText, DarkCard) >= 4.5
                && AccentPolicy.Contrast(accent.OnFill, accent.Fill) >= 4.5
                && AccentPolicy.Contrast(accent.DarkOnFill, accent.DarkFill) >= 4.5
                && AccentPolicy.Contrast(accent.DarkFill, DarkCard) >= 3
                && AccentPolicy.Contrast(accent.Fill, LightCard) >= 1.6;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Leaves_a_readable_colour_alone()
    {
        var accent = AccentPolicy.From("#2F5D50");

        Assert.Equal(("#2f5d50", "#ffffff", "#2f5d50"), (accent.Fill, accent.OnFill, accent.Text));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("#12345")]
    [InlineData("#12345g")]
    [InlineData("red;}</style>")]
    [InlineData("")]
    [InlineData(null)]
    public void Takes_its_own_colour_for_what_is_none(string? color) => Assert.Equal(AccentPolicy.From(AccentPolicy.Default), AccentPolicy.From(color));

    [Fact]
    public void Reads_three_digits_like_six() => Assert.Equal(AccentPolicy.From("#aa3377"), AccentPolicy.From("#a37"));
}
