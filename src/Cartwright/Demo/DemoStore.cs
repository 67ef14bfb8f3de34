namespace Cartwright.Demo;

/// <summary>The store the demo shop belongs to, with the keys any shop would hold.</summary>
/// <param name="Slug">The store's short name in addresses.</param>
/// <param name="WriteKey">Public key that stands in the shop's pages.</param>
/// <param name="SecretKey">Key of the shop's own back end; never leaves the server.</param>
internal sealed record DemoStore(string Slug, string WriteKey, string SecretKey);

/// <summary>What the demo tells its visitor on the shop's pages and in the mailbox.</summary>
/// <param name="ConsoleUrl">Address of the console, absolute or relative to the server.</param>
/// <param name="MailboxUrl">Address of the mailbox viewer, absolute or relative to the server.</param>
/// <param name="Delay">One sentence that says how soon the first reminder leaves.</param>
internal sealed record DemoGuide(string ConsoleUrl, string MailboxUrl, string Delay);
