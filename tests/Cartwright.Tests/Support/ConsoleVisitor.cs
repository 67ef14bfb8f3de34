using System.Net;
using System.Text.RegularExpressions;
using Cartwright.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Support;

/// <summary>A person's browser without the browser: cookies, forms with their tokens, no redirect followed unseen.</summary>
internal sealed partial class ConsoleVisitor : IDisposable
{
    public const string Password = "correct horse battery";
    private readonly HttpClient _http;

    public ConsoleVisitor(ApiServer server) =>
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = server.Stranger.BaseAddress };

    /// <summary>Makes a user with the role and signs in.</summary>
    public static async Task<ConsoleVisitor> SignInAsync(ApiServer server, string role, Guid? store = null)
    {
        var email = $"{role}@people.test";
        await server.Services.GetRequiredService<UserStore>().CreateAsync(email, Password, role == Roles.Operator ? null : store ?? server.Store.Id, role);
        var visitor = new ConsoleVisitor(server);
        var answer = await visitor.SubmitAsync("/console/sign-in", "/console/sign-in", ("email", email), ("password", Password));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return visitor;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    /// <summary>Calls the API with the session, for a store; null: without saying for which.</summary>
    public Task<HttpResponseMessage> CallAsync(string path, string? store)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (store is not null) request.Headers.Add("X-Store", store);
        return _http.SendAsync(request);
    }

    public async Task<string> ReadAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await GetAsync(path);
        Assert.True(answer.StatusCode == expected, $"{path}: {(int)answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Opens a page and submits a form to an address with the token found there.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await ReadAsync(page)).Groups["token"].Value;
        Assert.NotEqual("", token);
        return await PostAsync(action, [.. fields, ("form", token)]);
    }

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        _http.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""name="form"\s+value="(?<token>[^"]+)"|value="(?<token>[^"]+)"\s+name="form"|name="form"[^>]*value="(?<token>[^"]+)" """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
