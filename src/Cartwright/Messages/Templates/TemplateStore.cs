#pragma warning disable CS9113
using Cartwright.Storage;

namespace Cartwright.Messages.Templates;

/// <summary>The store's own templates and their versions.</summary>
internal sealed class TemplateStore(Database database, TimeProvider clock)
{
}
