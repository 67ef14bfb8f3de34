namespace Cartwright.Tests.Support;

// xunit 2.9 decides about skipping when it discovers a test, so each attribute looks then for what its tests need.
// ./test counts the skips and prints the reasons.

[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresCluster.Unavailable;
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresCluster.Unavailable;
}

/// <summary>Needs the folder named by <c>CARTWRIGHT_FIXTURES</c>: real payloads of shops and providers, too many to keep here.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FixturesFactAttribute : FactAttribute
{
    public FixturesFactAttribute() => Skip = Fixtures.Unavailable;
}

/// <inheritdoc cref="FixturesFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FixturesTheoryAttribute : TheoryAttribute
{
    public FixturesTheoryAttribute() => Skip = Fixtures.Unavailable;
}

/// <summary>Takes minutes: run by <c>./test --long</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute() => Skip = Environment.GetEnvironmentVariable("CARTWRIGHT_LONG") == "1" ? null : "long: runs with ./test --long";
}

/// <summary>Needs a program of the system, named with the Debian package it comes in.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string name, string package)
    {
        Name = name;
        Package = package;
        Skip = Tools.WhyWithout(name, package);
    }

    public string Name { get; }
    public string Package { get; }
}
