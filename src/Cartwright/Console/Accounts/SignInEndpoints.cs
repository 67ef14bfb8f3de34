using System.Security.Claims;
using Cartwright.Stores;
using Microsoft.AspNetCore.Authentication;

namespace Cartwright.Console.Accounts;

internal sealed record SignInModel(string Email, string? To, string? Problem);

internal sealed record StoresModel(IReadOnlyList<Store> Stores);

/// <summary>Signing in and out, and the way to the store.</summary>
internal static class SignInEndpoints
{
    public const string ReturnTo = "to", UserClaim = "user", StampClaim = "stamp";

    public static void MapSignIn(this RouteGroupBuilder console)
    {
        console.MapGet("/", Home).SignedIn();
        console.MapGet("/sign-in", (ConsoleContext context, string? to) => context.User is null ? (IResult)context.Page<SignInPage>(new SignInModel("", to, null)) : TypedResults.Redirect(Local(to))).Open();
        console.MapPost("/sign-in", SignInAsync).Open().DisableAntiforgery(); // the gate checks every form itself
        console.MapPost("/sign-out", (Delegate)SignOutAsync).Open().DisableAntiforgery();
    }

    /// <summary>Where to sign in, and to come back from there to what was asked for.</summary>
    public static string PathFor(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Path != "/console"
        ? $"{ConsoleHosting.SignInPath}?{ReturnTo}={Uri.EscapeDataString(request.Path + request.QueryString)}"
        : ConsoleHosting.SignInPath;

    /// <summary>A path of the console, whatever was asked for: a sign-in page that leads elsewhere is a gift to thieves.</summary>
    public static string Local(string? to) =>
        to is not null && (to == "/console" || to.StartsWith("/console/", StringComparison.Ordinal) || to.StartsWith("/console?", StringComparison.Ordinal))
        && !to.Contains('\\') && !to.Contains("//", StringComparison.Ordinal) && !to.Any(char.IsControl) ? to : "/console";

    private static IResult Home(ConsoleContext context) => context.Stores is [var only]
        ? TypedResults.Redirect($"/console/{only.Slug}")
        : context.Page<StoresPage>(new StoresModel(context.Stores));

    private static async Task<IResult> SignInAsync(HttpContext http, ConsoleContext context, UserStore users, SignInLimits limits)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (email, password, to) = (form["email"].ToString(), form["password"].ToString(), form[ReturnTo].ToString());
        if (!limits.TryTake(http.Connection.RemoteIpAddress, email))
        {
            http.Response.Headers.RetryAfter = ((int)SignInLimits.Window.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return context.Page<SignInPage>(new SignInModel(email, to, "signin.too_often"), StatusCodes.Status429TooManyRequests);
        }
        if (await users.VerifyAsync(email, password, http.RequestAborted) is not { } user)
            return context.Page<SignInPage>(new SignInModel(email, to, "signin.wrong"), StatusCodes.Status400BadRequest);
        var identity = new ClaimsIdentity([new Claim(UserClaim, user.Id.ToString()), new Claim(StampClaim, user.Stamp)], ConsoleHosting.Scheme);
        await http.SignInAsync(ConsoleHosting.Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
        return TypedResults.Redirect(Local(to));
    }

    private static async Task<IResult> SignOutAsync(HttpContext http)
    {
        await http.SignOutAsync(ConsoleHosting.Scheme);
        return TypedResults.Redirect(ConsoleHosting.SignInPath);
    }
}
