using Cartwright.Console.Text;
using Cartwright.Stores;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cartwright.Console;

/// <summary>
/// One request of a person in the console: who they are, what they may do, the store they look at, and the model of the page.
/// Filled by <see cref="ConsoleGate"/> before the endpoint runs; endpoints and components take it from the request's services.
/// </summary>
internal sealed class ConsoleContext(TimeProvider clock)
{
    private object? _model;

    /// <summary>Random per request: only scripts that carry it run.</summary>
    public string Nonce { get; set; } = "";
    public string Path { get; set; } = "";
    public Texts T { get; set; } = Texts.For(null, null);
    public User? User { get; set; }
    public StoreEntry? Entry { get; set; }

    /// <summary>The stores this person may open.</summary>
    public IReadOnlyList<Store> Stores { get; set; } = [];

    /// <summary>Messages of this store that wait for approval.</summary>
    public long Waiting { get; set; }

    public Store Store => Entry?.Store ?? throw new InvalidOperationException("This page is not in a store.");
    public string Role => Entry is null ? User?.RoleIn(User.EveryStore) ?? "" : User?.RoleIn(Entry.Store.Id) ?? "";

    /// <summary>Product time, ms: the same for everything on a page.</summary>
    public long Now { get; } = clock.GetUtcNow().ToUnixTimeMilliseconds();

    public TimeZoneInfo Zone => Entry?.Store.Zone ?? TimeZoneInfo.Utc;

    public bool May(Right right) => Role.Length > 0 && Roles.Allows(Role, right);

    /// <summary>An address below this store's: <c>Link("carts")</c>.</summary>
    public string Link(string path) => $"/console/{Store.Slug}" + (path.Length == 0 || path[0] == '?' ? path : "/" + path);

    public Words Words => new(T, Zone, Now);

    public TModel Model<TModel>() where TModel : class =>
        _model as TModel ?? throw new InvalidOperationException($"The page was given no {typeof(TModel).Name}.");

    /// <summary>The page with its model. Models reach components this way because components are public and models are not.</summary>
    /// <returns>Not named more closely: generated request delegates do not see the types of components, which are generated too.</returns>
    public IResult Page<TPage>(object? model = null, int status = StatusCodes.Status200OK) where TPage : IComponent
    {
        _model = model;
        return new RazorComponentResult<TPage> { StatusCode = status, PreventStreamingRendering = true };
    }
}
