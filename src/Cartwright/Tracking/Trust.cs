namespace Cartwright.Tracking;

/// <summary>
/// How far an event is believed, set by its credential: the write key stands in the page for all to read (Browser), the secret
/// key is the shop's own server (Server), a signed webhook is the shop's platform (Platform). Ordered: a higher one wins.
/// </summary>
internal enum Trust { Browser, Server, Platform }
