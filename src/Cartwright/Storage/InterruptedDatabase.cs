using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Cartwright.Storage;

/// <summary>How a write transaction is broken off. RolledBack: the process dies before the commit. AnswerLost: it dies after the commit, before anyone is told. Full: the disk is full, and the process lives on.</summary>
internal enum Interruption { RolledBack, AnswerLost, Full }

/// <summary>The process that used the database is dead, as far as a simulation goes: nothing it does counts any more.</summary>
internal sealed class ProcessDiedException() : Exception("The process died.");

/// <summary>
/// A database that breaks off the transactions it is told to, so that a simulation can stop a process between any two writes. What
/// a machine does that loses power is not in here: the transaction is either whole or not there, which is SQLite's part of the promise.
/// </summary>
internal sealed class InterruptedDatabase(Database inner) : Database
{
    private Plan? _plan;

    public override Dialect Dialect => inner.Dialect;
    public override bool IsShared => inner.IsShared;

    /// <summary>True from a death on: every use throws until a new process opens the data.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Breaks off one of the transactions that follow.</summary>
    /// <param name="skip">So many transactions are left alone before.</param>
    /// <param name="afterStatements">For one that does not get as far as its commit: after so many batches of rows, or at the commit if it has fewer.</param>
    public void Interrupt(Interruption how, int skip = 0, int afterStatements = int.MaxValue) => _plan = new Plan(how, skip, afterStatements);

    /// <summary>Nothing is to be broken off any more.</summary>
    public void LetBe() => _plan = null;

    public void Die() => IsDown = true;

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken ct = default)
    {
        ThrowIfDown();
        return inner.ReadAsync(read, ct);
    }

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken ct = default)
    {
        ThrowIfDown();
        if (_plan is not { } plan) return await inner.WriteAsync(write, ct);
        if (plan.Skip-- > 0) return await inner.WriteAsync(write, ct);
        _plan = null;
        var result = await inner.WriteAsync(async session =>
        {
            var done = await write(plan.How == Interruption.AnswerLost ? session : new CountedSession(session, this, plan));
            if (plan.How != Interruption.AnswerLost) Break(plan.How);
            return done;
        }, ct);
        Break(plan.How);
        return result;
    }

    public override bool IsTransient(Exception error) => error is ProcessDiedException || inner.IsTransient(error);

    public override Task MigratedAsync() => inner.MigratedAsync();

    /// <summary>The data stay open for the next process.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void ThrowIfDown()
    {
        if (IsDown) throw new ProcessDiedException();
    }

    private void Break(Interruption how)
    {
        if (how == Interruption.Full) throw new SqliteException("database or disk is full", 13);
        IsDown = true;
        throw new ProcessDiedException();
    }

    private sealed class Plan(Interruption how, int skip, int afterStatements)
    {
        public Interruption How => how;
        public int Skip { get; set; } = skip;
        public int AfterStatements { get; set; } = afterStatements;
    }

    private sealed class CountedSession(Session inner, InterruptedDatabase owner, Plan plan) : Session(inner.Connection, inner.Transaction, inner.Dialect)
    {
        public override Task<bool[]> RunAsync(BatchStatement statement, IReadOnlyList<object?[]> rows)
        {
            if (plan.AfterStatements-- <= 0) owner.Break(plan.How);
            return inner.RunAsync(statement, rows);
        }

        public override Task<IEnumerable<T>> LookUpAsync<T>(string sql, object parameters) => inner.LookUpAsync<T>(sql, parameters);
    }
}
