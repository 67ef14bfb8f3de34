using System.Text.Json.Serialization;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Tracking;

namespace Cartwright.Imports;

/// <summary>
/// A part of a file, as its reader hands it to the server. Columns: our name of each cell, empty for one that is not read.
/// Without records it only asks whether the store is there.
/// </summary>
internal sealed record ImportChunk(string Kind, bool DryRun, IReadOnlyList<string> Columns, IReadOnlyList<ImportRecord> Records);

/// <summary>The rows of one thing: an order has a row for each line of it.</summary>
internal sealed record ImportRecord(IReadOnlyList<ImportRow> Rows);

/// <summary>A row. Line: of the file, from 1, where the row begins. Fault: why it could not be told into cells.</summary>
internal sealed record ImportRow(long Line, IReadOnlyList<string> Cells, string? Fault = null);

/// <summary>What became of a chunk, a result for each record. Error: the whole of it cannot be taken.</summary>
internal sealed record ImportAnswer(string? Error, IReadOnlyList<ImportResult> Results);

/// <summary>At: the time the record tells of (ms), null when it tells none. Errors: only of one that is refused.</summary>
internal sealed record ImportResult(ImportOutcome Outcome, long? At, IReadOnlyList<ImportError> Errors);

/// <summary>Column: our name, empty when the whole row is meant.</summary>
internal sealed record ImportError(long Line, string Column, string Error);

/// <summary>Skipped: a row that is nothing of its own (a picture, the parent of variants).</summary>
internal enum ImportOutcome { Added, Changed, Known, Skipped, Refused }

/// <summary>A record that was read: what is to be done, or what is wrong with it. With neither it is skipped.</summary>
internal sealed record ImportItem(
    IReadOnlyList<ImportError> Errors, IReadOnlyList<StorefrontEvent> Events, IReadOnlyList<Product> Products, IReadOnlyList<ImportAddress> Suppressions, IReadOnlyList<Review> Reviews, long? At)
{
    public static ImportItem Of(ImportCells cells, IReadOnlyList<StorefrontEvent>? events = null, IReadOnlyList<Product>? products = null, IReadOnlyList<ImportAddress>? suppressions = null, IReadOnlyList<Review>? reviews = null) =>
        cells.Errors.Count > 0 ? new(cells.Errors, [], [], [], [], null) : new([], events ?? [], products ?? [], suppressions ?? [], reviews ?? [], events is { Count: > 0 } ? events.Max(e => e.At) : null);
}

/// <summary>An address nothing is to be sent to, in the form by which it is compared.</summary>
internal sealed record ImportAddress(string Channel, string Address, string Reason)
{
    public string Kind => Channel == Channels.Email ? IdentityPolicy.Email : IdentityPolicy.Phone;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportChunk))]
[JsonSerializable(typeof(ImportAnswer))]
internal sealed partial class ImportJson : JsonSerializerContext;
