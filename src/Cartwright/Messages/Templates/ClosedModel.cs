using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using HandlebarsDotNet.Iterators;
using HandlebarsDotNet.MemberAccessors;
using HandlebarsDotNet.ObjectDescriptors;
using HandlebarsDotNet.PathStructure;

namespace Cartwright.Messages.Templates;

/// <summary>
/// How a merchant's template sees the model: entries of its dictionaries by name, its lists one by one, and of everything else only how it
/// is written. Handlebars.Net would look into texts and lists by reflection. Counts how often loops go round.
/// </summary>
internal sealed class ClosedModel : IObjectDescriptorProvider
{
    private static readonly ObjectDescriptor Entry = new(typeof(Dictionary<string, object?>), new Entries(), (_, _) => Array.Empty<object>(), _ => new Closed());

    public bool TryGetDescriptor(Type type, out ObjectDescriptor value)
    {
        value = type == typeof(Dictionary<string, object?>) ? Entry
            : typeof(IList<Dictionary<string, object?>>).IsAssignableFrom(type) ? ListOf<Dictionary<string, object?>>(type)
            : typeof(IList<string>).IsAssignableFrom(type) ? ListOf<string>(type)
            : Leaf(type);
        return true;
    }

    // Texts, numbers, truths, amounts, times, and whatever the model has none of.
    private static ObjectDescriptor Leaf(Type type) => new(type, new Nothing(), (_, _) => Array.Empty<object>(), _ => new Closed());

    private static ObjectDescriptor ListOf<T>(Type type) => new(type, new Nothing(), (_, _) => Array.Empty<object>(), _ => new Counted<T>());

    private sealed class Entries : IMemberAccessor
    {
        public bool TryGetValue(object instance, ChainSegment memberName, out object? value) => ((Dictionary<string, object?>)instance).TryGetValue(memberName.TrimmedValue, out value);
    }

    private sealed class Nothing : IMemberAccessor
    {
        public bool TryGetValue(object instance, ChainSegment memberName, out object? value)
        {
            value = null;
            return false;
        }
    }

    private sealed class Closed : IIterator
    {
        public void Iterate(in EncodedTextWriter writer, BindingContext context, ChainSegment[] blockParamsVariables, object input, TemplateDelegate template, TemplateDelegate ifEmpty) =>
            throw new TemplateOverrunException("It goes through something that is no list.");
    }

    private sealed class Counted<T> : IIterator
    {
        private readonly ListIterator<IList<T>, T> _inner = new();

        public void Iterate(in EncodedTextWriter writer, BindingContext context, ChainSegment[] blockParamsVariables, object input, TemplateDelegate template, TemplateDelegate ifEmpty)
        {
            OwnEngine.Spend(((IList<T>)input).Count);
            _inner.Iterate(writer, context, blockParamsVariables, input, template, ifEmpty);
        }
    }
}

/// <summary>A template wrote or looped more than it may. The message names no part of the model.</summary>
internal sealed class TemplateOverrunException(string why) : Exception(why);
