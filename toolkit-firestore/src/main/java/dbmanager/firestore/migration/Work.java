package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.FieldPath;
import dbmanager.firestore.document.Fields;
import dbmanager.firestore.document.InvalidPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a scanning step does with each document. */
sealed interface Work {
    Stream<Change> change(Document document, DocumentPath path);

    /** What it is about, for people. */
    String subject();

    default boolean idempotent() {
        return true;
    }

    default List<String> creates() {
        return List.of();
    }

    /** Work on the fields of the document itself. */
    sealed interface OnFields extends Work {
        /** The fields as they are to be. */
        Map<String, Value> after(Document document, DocumentPath path);

        @Override
        default Stream<Change> change(Document document, DocumentPath path) {
            Map<String, Value> after = after(document, path);
            return Fields.same(after, document.getFieldsMap())
                    ? Stream.empty()
                    : Stream.of(new Change.Put(path, after, Existing.REPLACE));
        }
    }

    /** What a field is given: a value of the file, or what an expression says of the document. */
    record Operand(Optional<Value> value, Optional<Expression> expression) {
        /** Empty when the expression says that there is none. */
        Optional<Value> of(Document document, FieldPath field) {
            return value.or(() -> expression.orElseThrow().value(document, field.toString()));
        }
    }

    /** What a field may hold that gives way to the value. */
    enum Over {
        NOTHING,
        NULL,
        ANYTHING
    }

    record Fill(FieldPath field, Operand operand, Over over) implements OnFields {
        @Override
        public Map<String, Value> after(Document document, DocumentPath path) {
            Map<String, Value> fields = document.getFieldsMap();
            Optional<Value> now = field.in(fields);
            boolean wanted = switch (over) {
                case NOTHING -> now.isEmpty();
                case NULL -> now.isEmpty() || now.get().hasNullValue();
                case ANYTHING -> true;
            };
            if (!wanted) {
                return fields;
            }
            Optional<Value> value = operand.of(document, field);
            return value.isEmpty() && over != Over.ANYTHING ? fields : with(fields, field, value, path);
        }

        @Override
        public String subject() {
            return field.toString();
        }

        /** An expression may build on what it changed the time before. */
        @Override
        public boolean idempotent() {
            return over != Over.ANYTHING || operand.value().isPresent();
        }
    }

    record Remove(FieldPath field) implements OnFields {
        @Override
        public Map<String, Value> after(Document document, DocumentPath path) {
            return field.without(document.getFieldsMap());
        }

        @Override
        public String subject() {
            return field.toString();
        }
    }

    record Rename(FieldPath from, FieldPath to, Existing existing) implements OnFields {
        @Override
        public Map<String, Value> after(Document document, DocumentPath path) {
            Map<String, Value> fields = document.getFieldsMap();
            Optional<Value> value = from.in(fields);
            if (value.isEmpty()) {
                return fields;
            }
            boolean taken = to.in(fields)
                    .filter(there -> !Fields.same(there, value.get()))
                    .isPresent();
            if (taken && existing == Existing.SKIP) {
                return fields;
            }
            if (taken && existing == Existing.FAIL) {
                throw DocumentFailed.because(path, to.toString(), "is there already, with another value than " + from);
            }
            return with(from.without(fields), to, value, path);
        }

        @Override
        public String subject() {
            return from + " to " + to;
        }
    }

    record Transform(Map<FieldPath, Expression> set) implements OnFields {
        @Override
        public Map<String, Value> after(Document document, DocumentPath path) {
            Map<String, Value> fields = document.getFieldsMap();
            for (Map.Entry<FieldPath, Expression> each : set.entrySet()) {
                FieldPath field = each.getKey();
                fields = with(fields, field, each.getValue().value(document, field.toString()), path);
            }
            return fields;
        }

        @Override
        public String subject() {
            return set.keySet().stream().map(FieldPath::toString).collect(Collectors.joining(", "));
        }

        @Override
        public boolean idempotent() {
            return false;
        }
    }

    /** A copy under another collection; the original stays or goes. */
    record Transfer(String from, String to, boolean move, Existing existing) implements Work {
        @Override
        public Stream<Change> change(Document document, DocumentPath path) {
            Change copy = new Change.Put(target(path), document.getFieldsMap(), existing);
            return move ? Stream.of(copy, new Change.Delete(path)) : Stream.of(copy);
        }

        private DocumentPath target(DocumentPath path) {
            try {
                return new DocumentPath(to + path.text().substring(from.length()));
            } catch (InvalidPath e) {
                throw DocumentFailed.because(path, "the path below " + to, "cannot be used: " + e.getMessage());
            }
        }

        @Override
        public String subject() {
            return "to " + to;
        }

        @Override
        public List<String> creates() {
            return List.of(to);
        }
    }

    record Delete() implements Work {
        @Override
        public Stream<Change> change(Document document, DocumentPath path) {
            return Stream.of(new Change.Delete(path));
        }

        @Override
        public String subject() {
            return "all documents";
        }
    }

    /** The fields with the value there, or without it; a scalar on the way is never overwritten by a map. */
    private static Map<String, Value> with(
            Map<String, Value> fields, FieldPath field, Optional<Value> value, DocumentPath path) {
        if (value.isEmpty()) {
            return field.without(fields);
        }
        for (int length = 1; length < field.segments().size(); length++) {
            FieldPath parent = new FieldPath(field.segments().subList(0, length));
            if (parent.in(fields).filter(there -> !there.hasMapValue()).isPresent()) {
                throw DocumentFailed.because(path, parent.toString(), "is no map, so that it cannot hold " + field);
            }
        }
        return field.with(fields, value.get());
    }
}
