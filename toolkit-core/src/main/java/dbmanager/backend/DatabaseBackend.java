package dbmanager.backend;

import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.exchange.SavedRows;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Migrations;
import dbmanager.migration.Mode;
import dbmanager.migration.Repair;
import dbmanager.migration.Template;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One database of one engine.
 *
 * <p>Rules for all methods: opening a backend touches nothing; methods that read change nothing, not even when the database does not exist yet;
 * a method that fails throws a {@link dbmanager.problem.Problem} and says in which state things are; no text contains a secret. A backend is
 * for one thread at a time. {@link #close} may be called twice.
 */
public interface DatabaseBackend extends AutoCloseable {
    /**
     * Name, engine and place; the random id too when the database can be read and has one. One that is only locked is not passed off as one
     * without an id: that is a problem.
     */
    DatabaseIdentity identity();

    /** That of {@link #identity}, without looking at the database. */
    default String name() {
        return identity().name();
    }

    /** That of {@link #identity}, without looking at the database. */
    default String engine() {
        return identity().engine();
    }

    /** What is at the place now. */
    Presence presence();

    /**
     * Makes the database ready to be versioned: creates it if need be, its history, and the random id. What is there already stays as it is,
     * so calling it again is harmless. On a database that has content and no history it says that none of the migrations is in it yet.
     */
    void initialise();

    /** What the project ships for this database; reads the migrations folder anew. */
    Migrations available();

    /** What a new migration of this engine can start from; the first is the default. */
    List<Template> templates();

    /** What the database has been through; empty when it does not exist or was never versioned. */
    History history();

    /**
     * Takes the lock that a runner must have. Closing the backend gives it back.
     *
     * @param owner for whoever has to wait
     * @param wait how long to try; zero for one attempt
     * @throws MigrationLock.Held naming the owner, when the time is over
     */
    MigrationLock lock(String owner, Duration wait);

    /**
     * Runs one step and records it. Where the database can, both are one transaction: then a failure leaves neither. Otherwise STARTED is
     * recorded first, and a failure leaves FAILED. A verify script runs inside the step UP; a row that it returns fails the step. DOWN also marks
     * {@link History#repeatablesAfter the repeatable migrations in doubt} as pending, in the same transaction.
     *
     * <p>A step that stopped half-way and is {@link History.Entry#resumable} goes on where it stopped; DOWN takes back what it did so far.
     *
     * @throws StepFailed when the step did not succeed
     */
    StepDone run(Migration migration, Direction direction, Mode mode, Attribution by, Progress progress);

    /**
     * Carries out one correction of the history. What a step that failed left behind is taken back first, where the engine kept what that needs.
     *
     * @return what was left alone, such as documents that were changed since
     */
    List<Finding> repair(Repair repair, Attribution by);

    /**
     * Writes the selected content as of one moment, and {@link BackupWriter#describe describes} it; the caller commits. Writers go on
     * meanwhile. Needs no more than permission to read.
     *
     * @throws UnknownTable when something selected is not there
     */
    void dump(Selection what, BackupWriter into, Progress progress);

    /**
     * How many bytes {@link #dump} of everything needs where it is written, as far as that is known before; empty where only the dump itself will tell.
     */
    default Optional<Long> dumpBytes() {
        return Optional.empty();
    }

    /**
     * Puts the content of a backup into this database. Every part that is used is checked against its hash before the database is touched; the
     * database is the old or the new one, never a mixture. An engine without a transaction for that much writes each document whole; should
     * it stop in the middle, the problem and {@link #check} say so until the same load was done again, which finishes it. The history and the random id come with the data only where
     * all of a whole backup REPLACEs what is there; otherwise they stay as they are. All of a partial backup is what it holds: other tables stay.
     *
     * <p>What was there is kept first. An engine that can keep writers out does so from then until the load is done: each of their commits is in
     * what was kept, or refused. One that cannot, keeps it as of one moment, and what others write later to documents that the load replaces is
     * lost. What cannot be read is set aside instead, if all of it is replaced; so is everything, where {@link Safety#setsAside} asks for it and the
     * engine can.
     *
     * @return records put in, by table or collection
     * @throws UnknownTable when something selected is not in the backup
     * @throws TargetInUse when somebody has the database open and it cannot be replaced under them
     */
    Loaded load(BackupReader from, Selection what, LoadPolicy policy, Safety safety, Progress progress);

    /**
     * Takes everything away, the history and the random id too: what is left is as it was before {@link #initialise}. What was there is kept first, as
     * in {@link #load}; a database that cannot be read is set aside instead.
     *
     * @return where what was there lies now, when it was set aside
     * @throws TargetInUse when somebody has the database open and it cannot be replaced under them
     */
    Optional<String> erase(Safety safety, Progress progress);

    /**
     * Why {@link #load} would not put this in, for a reason that lies in the database and not in the backup alone, as far as it can be told without
     * trying: somebody has it, tables that stay have other columns, values that it would not take. Checks the hashes of what it reads, and touches
     * nothing.
     */
    default Optional<Problem> refusal(BackupReader from, Selection what, LoadPolicy policy) {
        return Optional.empty();
    }

    /** Whether the engine can read every part of this backup and its counts are right; touches no database. */
    List<Finding> inspect(BackupReader backup);

    /** The rows of the database as of this moment. */
    Content live();

    /** The rows of a backup of this engine. Its hashes are checked first. */
    Content open(BackupReader backup);

    /**
     * The rows of a backup of this engine, to be read one after the other. Unlike {@link #open} it puts them into no database, and onto no disk but
     * the temporary files of this machine: what must not be in a database for a moment can be read this way. Its hashes are checked first.
     */
    default SavedRows rows(BackupReader backup) {
        return SavedRows.of(open(backup));
    }

    /** Begins to take in rows. */
    Intake intake(Intake.Policy policy);

    /**
     * Begins to take in rows in place of all that are there: every table is emptied, and no trigger hears of it or of the rows that come. That is part of
     * the same transaction: until it is committed, others see the rows of before, or wait. An engine without one for that much empties its collections with
     * the commit, before the first new document.
     */
    Intake refill();

    /** What the engine itself finds wrong with the database; empty means sound. */
    List<Finding> check();

    /**
     * Of what {@link #check} finds, that against which only a backup helps: content that cannot be read, or that cannot be trusted. Rows that refer
     * to nothing, and an index that has to be built anew, are no such thing.
     */
    List<Finding> damage();

    /** An empty throw-away database of the same engine with the same migrations; gone when it is closed. */
    DatabaseBackend scratch();

    /** What only some engines can. */
    <F extends Feature> Optional<F> feature(Class<F> kind);

    @Override
    void close();
}
