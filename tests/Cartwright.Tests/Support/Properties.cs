using System.Runtime.CompilerServices;
using FsCheck;
using Microsoft.FSharp.Core;
using Xunit.Sdk;

namespace Cartwright.Tests.Support;

/// <summary>
/// Runs FsCheck from a fact. Write the property with <c>FsCheck.Fluent.Prop.ForAll</c>; one that returns false or throws
/// fails, and the message holds the shrunk counterexample.
/// </summary>
internal static class Properties
{
    /// <param name="max">Cases tried.</param>
    /// <param name="seed">Pin it to keep a counterexample as a test of its own; otherwise the seed of the day, mixed with the test's name.</param>
    public static void Check(Property property, int max = 200, ulong? seed = null, [CallerMemberName] string test = "")
    {
        var drawn = seed ?? Seeds.For(test);
        var config = Config.QuickThrowOnFailure
            .WithName(test)
            .WithMaxTest(max)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(drawn), FSharpOption<int>.None)));
        try
        {
            FsCheck.Check.One(config, property);
        }
        catch (Exception failure)
        {
            throw new XunitException($"{failure.Message}{Environment.NewLine}{Seeds.Hint} (this property: {drawn})", failure);
        }
    }
}
