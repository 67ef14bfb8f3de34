using System.Net;
using System.Net.Http.Headers;

namespace Cartwright.Messages;

/// <summary>
/// A body that asks before its first byte. HTTP/1.1 sends headers and body together, so until the answer is yes the other side has
/// nothing but a connection.
/// </summary>
internal sealed class AskingContent : HttpContent
{
    private readonly byte[] _body;
    private readonly Func<Task<bool>> _ask;
    private Task<bool>? _asked;

    public AskingContent(byte[] body, string mediaType, Func<Task<bool>> ask)
    {
        (_body, _ask) = (body, ask);
        Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
    }

    /// <summary>What leaves after a yes.</summary>
    public ReadOnlyMemory<byte> Body => _body;

    /// <summary>From here on the other side may have it.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Waits for an answer that is still being given; null: it was never asked. Throws what asking threw.</summary>
    public async Task<bool?> AnswerAsync() => _asked is { } asked ? await asked : null;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_asked is not null) throw new IOException("What may leave once is not sent again.");
        _asked = AskAsync();
        if (!await _asked) throw new IOException("The last check said no.");
        cancellationToken.ThrowIfCancellationRequested();
        HasLeft = true;
        await stream.WriteAsync(_body, cancellationToken);
    }

    // What asking throws, at once or later, is in the task.
    private async Task<bool> AskAsync() => await _ask();

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
