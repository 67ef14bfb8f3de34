using Cartwright.Console.Text;
using Microsoft.AspNetCore.Components;

namespace Cartwright.Console;

/// <summary>What every page and part of one has at hand: the request's context, the texts and the words for amounts and times.</summary>
public abstract class ConsolePage : ComponentBase
{
    [Inject] private protected ConsoleContext C { get; set; } = default!;

    private protected Texts T => C.T;

    private protected Words W => C.Words;
}
