package dbmanager.firestore;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.Write;
import dbmanager.exchange.Absent;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.Table;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.FieldPath;
import dbmanager.firestore.document.InvalidPath;
import dbmanager.firestore.document.Storable;
import dbmanager.firestore.gateway.Gateway;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Takes rows as documents: the column {@code id} is the path below the collection, every other column a field. A document that is replaced is
 * replaced whole.
 *
 * <p>Rows wait in a temporary file until the commit, and whatever can be refused is refused before it. Up to {@value #MOST_AT_ONCE} documents then are
 * one transaction. More of them Firestore does not take as one: should it stop in the middle, the problem says what is in.
 */
final class FirestoreIntake implements Intake {
    static final int MOST_AT_ONCE = 500;
    private static final long MOST_BYTES_AT_ONCE = 3_000_000;
    /** 1 MiB, <a href="https://cloud.google.com/firestore/quotas">quotas</a>: maximum size of a document. */
    private final Gateway gateway;

    private final Path lists;

    private final Policy policy;
    private final boolean refill;
    private final RowValues values;
    private final Existing existing;
    private final Spool staged = new Spool();
    /** The row that each document is of, counted from the first; the last one counts. */
    private final Map<DocumentPath, Long> rows = new HashMap<>();

    private final Set<DocumentPath> replaced = new HashSet<>();
    /** The fields that are written of documents of which the others stay. */
    private final Map<DocumentPath, List<String>> changed = new HashMap<>();

    private long row;
    private long bytes;

    /** @param lists the folder for what is too long for a message */
    FirestoreIntake(Gateway gateway, Path lists, Policy policy) {
        this(gateway, lists, policy, false);
    }

    /** In place of all documents that are there. */
    static FirestoreIntake refilling(Gateway gateway, Path lists) {
        return new FirestoreIntake(gateway, lists, new Policy(OnConflict.FAIL, Keys.KEEP), true);
    }

    private FirestoreIntake(Gateway gateway, Path lists, Policy policy, boolean refill) {
        this.refill = refill;
        this.gateway = gateway;
        this.lists = lists;
        this.policy = policy;
        this.values = new RowValues(gateway.database());
        this.existing = new Existing(gateway);
    }

    @Override
    public List<Table> tables() {
        return gateway.rootCollections(Optional.empty()).stream()
                .filter(root -> !OwnDocuments.isOurs(root))
                .map(Columns::withoutFields)
                .toList();
    }

    @Override
    public Optional<Table> table(String name) {
        return Paths.isCollection(name) && !OwnDocuments.isOurs(Paths.root(name))
                ? Optional.of(Columns.withoutFields(name))
                : Optional.empty();
    }

    @Override
    public Outcome put(Table table, List<String> columns, Row given) {
        DocumentPath path = path(table, columns, given);
        boolean there = policy.keys() == Keys.KEEP
                && (rows.containsKey(path) || (!refill && existing.holds(table.name(), path)));
        if (there && policy.onConflict() == OnConflict.FAIL) {
            throw RowRefused.keyTaken(
                    table.name() + "." + Columns.ID, "the document " + path + " is there already", null);
        }
        if (there && policy.onConflict() == OnConflict.SKIP) {
            return Outcome.SKIPPED;
        }
        Document document = document(path, columns, given);
        if (there) {
            replaced.add(path);
        }
        staged.add(document);
        rows.put(path, row++);
        bytes += document.getSerializedSize();
        return there ? Outcome.REPLACED : Outcome.ADDED;
    }

    @Override
    public void change(Table table, List<String> columns, Row given) {
        DocumentPath path = path(table, columns, given);
        if (!existing.holds(table.name(), path)) {
            throw RowRefused.gone(table.name() + ", document " + path);
        }
        Document document = document(path, columns, given);
        changed.put(
                path,
                columns.stream()
                        .filter(column -> !column.equals(Columns.ID))
                        .map(column -> FieldPath.of(Columns.field(column)).toString())
                        .toList());
        replaced.add(path);
        staged.add(document);
        rows.put(path, row++);
        bytes += document.getSerializedSize();
    }

    private DocumentPath path(Table table, List<String> columns, Row given) {
        int column = columns.indexOf(Columns.ID);
        Object id = column < 0 ? Absent.FIELD : given.get(column);
        String where = table.name() + "." + Columns.ID;
        if (policy.keys() == Keys.NEW || id == Absent.FIELD || id == null) {
            return new DocumentPath(
                    table.name() + "/" + UUID.randomUUID().toString().replace("-", ""));
        }
        if (!(id instanceof String) && !(id instanceof Long)) {
            throw new RowRefused(where, "an id is a text, such as \"42\" or \"42/orders/7\"", null);
        }
        try {
            return new DocumentPath(table.name() + "/" + id);
        } catch (InvalidPath e) {
            throw new RowRefused(where, e.getMessage(), e);
        }
    }

    private Document document(DocumentPath path, List<String> columns, Row given) {
        Document.Builder document = Document.newBuilder().setName(path.in(gateway.database()));
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            Object value = given.get(i);
            if (value != Absent.FIELD && !column.equals(Columns.ID)) {
                field(path + "." + column, Columns.field(column), value, document);
            }
        }
        Document whole = document.build();
        try {
            Storable.require(path, whole.getFieldsMap());
        } catch (Storable.NotStorable e) {
            throw new RowRefused(path.text(), e.getMessage(), e);
        }
        return whole;
    }

    private void field(String where, String name, Object value, Document.Builder document) {
        try {
            String checked =
                    FieldPath.parse(FieldPath.of(name).toString()).segments().get(0);
            document.putFields(checked, values.to(value));
        } catch (RowValues.Misfit | InvalidPath e) {
            throw new RowRefused(where, e.getMessage(), e);
        }
    }

    @Override
    public void commit() {
        if (refill) {
            Erasure.ofDocuments(gateway, lists).carryOut(() -> {});
        }
        try (Stream<Document> documents = staged.documents()) {
            long[] at = {0};
            Stream<Write> writes = documents
                    .filter(document -> rows.get(DocumentPath.of(document.getName())) == at[0]++)
                    .map(this::write);
            if (rows.size() <= MOST_AT_ONCE && bytes <= MOST_BYTES_AT_ONCE) {
                List<Write> all = writes.toList();
                if (!all.isEmpty()) {
                    gateway.commit(all);
                }
            } else {
                new LargeIntake(gateway, lists, rows.size()).write(writes.iterator());
            }
        }
    }

    /** What was not there when it was looked for must not be there now. */
    private Write write(Document document) {
        Write.Builder write = Write.newBuilder().setUpdate(document);
        DocumentPath path = DocumentPath.of(document.getName());
        if (changed.containsKey(path)) {
            write.setUpdateMask(DocumentMask.newBuilder().addAllFieldPaths(changed.get(path)));
            write.setCurrentDocument(Precondition.newBuilder().setExists(true));
        } else if (!replaced.contains(path)) {
            write.setCurrentDocument(Precondition.newBuilder().setExists(false));
        }
        return write.build();
    }

    @Override
    public void close() {
        staged.close();
    }
}
