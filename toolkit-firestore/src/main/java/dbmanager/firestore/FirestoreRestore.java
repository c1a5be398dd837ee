package dbmanager.firestore;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Write;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.References;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Manifest;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.Fields;
import dbmanager.firestore.document.ForeignReference;
import dbmanager.firestore.document.ReferenceRewriting;
import dbmanager.firestore.gateway.CommitRejected;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.firestore.gateway.Written;
import dbmanager.firestore.migration.Bookkeeping;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Puts documents back. Firestore has no transaction for so many, so everything that is used is read to its end and checked before the first write,
 * and each document is written whole: a restore that ended half-way is finished by doing it again, and until then the database says so.
 */
final class FirestoreRestore {
    private static final int REPORT_EVERY = 1000;

    private final Gateway gateway;
    private final Path lists;
    private final OwnDocuments own;
    private final Runnable fence;
    private final Runnable beforeFirstWrite;

    /**
     * @param lists the folder for what is too long for a message
     * @param fence runs before each batch of writes; what it throws ends the restore
     */
    FirestoreRestore(Gateway gateway, Path lists, Runnable fence, Runnable beforeFirstWrite) {
        this.gateway = gateway;
        this.lists = lists;
        this.own = new OwnDocuments(gateway);
        this.fence = fence;
        this.beforeFirstWrite = beforeFirstWrite;
    }

    Loaded load(BackupReader from, Selection what, LoadPolicy policy, Progress progress) {
        Manifest manifest = from.manifest();
        boolean whole = what.isAll() && !manifest.isPartial() && policy.mode() == LoadMode.REPLACE;
        try (SavedDocuments saved = SavedDocuments.open(from, gateway.database())) {
            ReferenceRewriting move = new ReferenceRewriting(saved.source(), gateway.database(), policy.references());
            List<String> paths = whole ? saved.paths() : paths(saved, manifest, what);
            Map<String, Long> counts = saved.check(paths, move::move);
            long references = move.met().inside();
            refuseAbsent(paths, counts, saved, manifest);
            refuseOutward(move);
            beforeFirstWrite.run();
            own.beginRestore(manifest.id().text());
            try (Scattered out = new Scattered(gateway, fence, lists)) {
                Joining joining = new Joining(out, progress, sum(counts));
                if (whole) {
                    join(saved.documents(), live(new Scope.Everything()), move, joining);
                } else {
                    for (String path : paths) {
                        boolean exact = policy.mode() == LoadMode.REPLACE;
                        Stream<Document> live = exact ? live(new Scope.Tree(path)) : Stream.empty();
                        join(saved.documents(path), live, move, joining);
                    }
                }
                Written written = out.finish();
                if (!written.isAll()) {
                    throw new RestoreIncomplete(manifest.id(), written);
                }
                joining.end();
            } catch (RestoreIncomplete e) {
                throw e;
            } catch (Problem e) {
                throw new RestoreIncomplete(manifest.id(), e);
            }
            own.endRestore(whole ? manifest.database().id() : Optional.empty());
            return new Loaded(ofTheApplication(counts), Optional.empty(), kept(references, saved.source(), policy));
        }
    }

    /**
     * Why the database would not take this, as far as it can be told without writing; what only the backup is to blame for, {@link #load} finds before its
     * first write.
     */
    Optional<Problem> refusal(BackupReader from, Selection what, LoadPolicy policy) {
        try (SavedDocuments saved = SavedDocuments.open(from, gateway.database())) {
            ReferenceRewriting move = new ReferenceRewriting(saved.source(), gateway.database(), policy.references());
            saved.check(what.isAll() ? saved.paths() : what.names(), move::move);
            refuseOutward(move);
            return Optional.empty();
        } catch (ForeignReference e) {
            return Optional.of(e);
        }
    }

    /** Firestore takes no references into another database, and Google's emulator does: so it is asked. */
    private void refuseOutward(ReferenceRewriting move) {
        move.outward().ifPresent(reference -> {
            try {
                own.tryReference(reference.reference());
            } catch (CommitRejected refusal) {
                throw new ForeignReference(reference, gateway.database(), refusal);
            }
        });
    }

    /** What became of references into the database that the backup is of, when this is another one. */
    private List<Finding> kept(long references, DatabaseName source, LoadPolicy policy) {
        if (references == 0 || source.equals(gateway.database())) {
            return List.of();
        }
        String done = policy.references() == References.REPOINT
                ? " references were pointed at this database"
                : " references still point at it; --references repoint points them at this one";
        return List.of(new Finding(source.toString(), references + done));
    }

    /** What a load is about that is not all of everything. */
    private static List<String> paths(SavedDocuments saved, Manifest manifest, Selection what) {
        if (what.isAll()) {
            return manifest.isPartial()
                    ? Paths.disjoint(manifest.selection())
                    : saved.paths().stream()
                            .filter(path -> !OwnDocuments.isOurs(path))
                            .toList();
        }
        for (String name : what.names()) {
            boolean covered = !OwnDocuments.isOurs(Paths.root(name))
                    && (!manifest.isPartial()
                            || manifest.selection().stream().anyMatch(held -> Paths.contains(held, name)));
            if (!covered) {
                throw unknown(name, saved, manifest);
            }
        }
        return Paths.disjoint(what.names());
    }

    private static void refuseAbsent(
            List<String> paths, Map<String, Long> counts, SavedDocuments saved, Manifest manifest) {
        for (String path : paths) {
            if (counts.getOrDefault(path, 0L) == 0) {
                throw unknown(path, saved, manifest);
            }
        }
    }

    private static UnknownTable unknown(String name, SavedDocuments saved, Manifest manifest) {
        List<String> known = saved.paths().stream()
                .filter(path -> !OwnDocuments.isOurs(path))
                .toList();
        return new UnknownTable(name, "backup " + manifest.id(), known);
    }

    private Stream<Document> live(Scope scope) {
        return gateway.scan(scope, Range.all(), Optional.empty())
                .filter(document -> !Bookkeeping.OWN.equals(
                        DocumentPath.of(document.getName()).root()));
    }

    private static void join(Stream<Document> saved, Stream<Document> live, ReferenceRewriting move, Joining joining) {
        try (saved;
                live) {
            joining.join(move.move(saved).iterator(), live.iterator());
        }
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> ofTheApplication(Map<String, Long> counts) {
        Map<String, Long> records = new TreeMap<>(counts);
        records.keySet().removeIf(OwnDocuments::isOurs);
        return records;
    }

    /** Walks along the documents of the backup and of the database, and writes what makes these those. */
    private static final class Joining {
        private final Scattered out;
        private final Progress progress;
        private final long total;
        private long done;

        Joining(Scattered out, Progress progress, long total) {
            this.out = out;
            this.progress = progress;
            this.total = total;
        }

        void join(Iterator<Document> saved, Iterator<Document> live) {
            Document wanted = next(saved);
            Document there = next(live);
            while (wanted != null || there != null) {
                int step =
                        wanted == null ? 1 : there == null ? -1 : path(wanted).compareTo(path(there));
                if (step > 0) {
                    out.put(Write.newBuilder().setDelete(there.getName()).build());
                } else if (step < 0 || !Fields.same(wanted.getFieldsMap(), there.getFieldsMap())) {
                    out.put(Write.newBuilder().setUpdate(timeless(wanted)).build());
                }
                if (step <= 0) {
                    progress(Paths.root(path(wanted).text()));
                    wanted = next(saved);
                }
                there = step >= 0 ? next(live) : there;
            }
        }

        /** Firestore takes none of its own times back. */
        private static Document timeless(Document document) {
            return document.hasCreateTime() || document.hasUpdateTime()
                    ? document.toBuilder().clearCreateTime().clearUpdateTime().build()
                    : document;
        }

        private static Document next(Iterator<Document> documents) {
            return documents.hasNext() ? documents.next() : null;
        }

        private static DocumentPath path(Document document) {
            return DocumentPath.of(document.getName());
        }

        private void progress(String what) {
            if (++done % REPORT_EVERY == 0) {
                progress.at(what, done, total);
            }
        }

        void end() {
            progress.at("restore", done, total);
        }
    }
}
