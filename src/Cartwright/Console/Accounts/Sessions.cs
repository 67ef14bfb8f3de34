using Cartwright.Stores;
using Microsoft.AspNetCore.Authentication;

namespace Cartwright.Console.Accounts;

/// <summary>Whose session of the console a request carries.</summary>
internal static class Sessions
{
    /// <summary>Null: nobody's, or one that is over.</summary>
    public static async Task<User?> UserAsync(HttpContext http, UserStore users)
    {
        var session = await http.AuthenticateAsync(ConsoleHosting.Scheme);
        return session.Principal?.FindFirst(SignInEndpoints.UserClaim)?.Value is { } text && Guid.TryParse(text, out var id)
            && await users.FindAsync(id, http.RequestAborted) is { } user && user.Stamp == session.Principal.FindFirst(SignInEndpoints.StampClaim)?.Value
            ? user : null;
    }
}
