package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A table that is on both sides, and not the same. */
record TableChange(TableDefinition from, TableDefinition to) {

    /** A column that is on both sides. */
    record Kept(ColumnDefinition from, ColumnDefinition to) {

        /** What becomes different, for the reader. */
        List<String> differences() {
            List<String> differences = new ArrayList<>(from.differences(to));
            if (!from.name().equals(to.name())) {
                differences.add(0, "spelled " + to.name());
            }
            return differences;
        }

        /** Whether its values go over; those of a generated column come from elsewhere. */
        boolean isCarried() {
            return !to.isGenerated();
        }

        /** Whether values that were entered are computed from now on. */
        boolean isOverwritten() {
            return to.isGenerated() && !from.isGenerated();
        }

        boolean becomesMandatory() {
            return to.notNull().isPresent() && from.notNull().isEmpty();
        }

        /** The value that a row takes over, as an expression over the old row. */
        String value() {
            return value(Token.quote(from.name()));
        }

        /** @param column what the old row calls it, quoted */
        String value(String column) {
            return becomesMandatory() && to.defaultText().isPresent()
                    ? "coalesce(" + column + ", " + to.defaultText().get().text() + ")"
                    : column;
        }
    }

    static Optional<TableChange> between(TableDefinition from, TableDefinition to) {
        TableChange change = new TableChange(from, to);
        boolean same = from.name().equals(to.name())
                && from.options().equals(to.options())
                && from.constraintTexts().equals(to.constraintTexts())
                && change.added().isEmpty()
                && change.dropped().isEmpty()
                && change.changed().isEmpty();
        return same ? Optional.empty() : Optional.of(change);
    }

    List<ColumnDefinition> added() {
        return to.columns().stream()
                .filter(column -> from.column(column.folded()).isEmpty())
                .toList();
    }

    List<ColumnDefinition> dropped() {
        return from.columns().stream()
                .filter(column -> to.column(column.folded()).isEmpty())
                .toList();
    }

    /** In the order of the new table. */
    List<Kept> kept() {
        return to.columns().stream()
                .flatMap(column -> from.column(column.folded()).map(old -> new Kept(old, column)).stream())
                .toList();
    }

    List<Kept> changed() {
        return kept().stream().filter(kept -> !kept.differences().isEmpty()).toList();
    }

    /** But for those that come with their column. */
    List<Constraint> constraintsAdded() {
        return without(to, from, added());
    }

    /** But for those that go with their column. */
    List<Constraint> constraintsDropped() {
        return without(from, to, dropped());
    }

    private static List<Constraint> without(
            TableDefinition one, TableDefinition other, List<ColumnDefinition> withTheirColumn) {
        List<String> rest = new ArrayList<>(other.constraintTexts());
        Set<String> columns =
                withTheirColumn.stream().map(ColumnDefinition::folded).collect(Collectors.toSet());
        return one.constraints().stream()
                .filter(constraint -> !rest.remove(constraint.text()))
                .filter(constraint ->
                        constraint.column().filter(columns::contains).isEmpty())
                .toList();
    }

    /**
     * Whether {@code ALTER TABLE} does it: columns come and go, and nothing else. Where it is not certain, a rebuild does it too.
     *
     * @param staying views, triggers and indexes that stay as they are
     */
    boolean isByAlter(List<Definition> staying) {
        return from.name().equals(to.name())
                && from.options().equals(to.options())
                && changed().isEmpty()
                && constraintsAdded().isEmpty()
                && constraintsDropped().isEmpty()
                && added().stream().allMatch(this::canBeAdded)
                && dropped().stream().allMatch(column -> canBeDropped(column, staying));
    }

    /** By the rules of sqlite.org/lang_altertable.html#altertabaddcol. */
    private boolean canBeAdded(ColumnDefinition column) {
        boolean constant =
                column.defaultText().map(ColumnDefinition.Default::constant).orElse(true);
        boolean filled = column.notNull().isEmpty()
                || column.isGenerated()
                || column.defaultText().isPresent();
        return constant
                && filled
                && !column.isStored()
                && ofColumn(to, column).stream()
                        .noneMatch(constraint -> constraint.isKey()
                                || (constraint.kind() == Constraint.Kind.FOREIGN_KEY
                                        && column.defaultText().isPresent()));
    }

    /** By the rules of sqlite.org/lang_altertable.html#altertabdropcol, and only where its name stands nowhere else. */
    private boolean canBeDropped(ColumnDefinition column, List<Definition> staying) {
        String name = column.folded();
        Set<String> elsewhere = new HashSet<>();
        from.columns().stream()
                .filter(other -> !other.equals(column))
                .forEach(other -> elsewhere.addAll(other.names()));
        from.constraints().stream()
                .filter(constraint -> !constraint.column().equals(Optional.of(name)))
                .forEach(constraint -> elsewhere.addAll(constraint.names()));
        staying.stream()
                .map(Definition::names)
                .filter(names -> names.contains(from.folded()))
                .forEach(elsewhere::addAll);
        return !elsewhere.contains(name)
                && ofColumn(from, column).stream().allMatch(constraint -> constraint.kind() == Constraint.Kind.CHECK);
    }

    private static List<Constraint> ofColumn(TableDefinition table, ColumnDefinition column) {
        return table.constraints().stream()
                .filter(constraint -> constraint.column().equals(Optional.of(column.folded())))
                .toList();
    }
}
