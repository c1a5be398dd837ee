package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.FindNearest.DistanceMeasure;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.Reserved;
import dbmanager.emulator.embedded.model.ValueOrder;
import dbmanager.emulator.embedded.model.Vectors;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The search for the nearest vectors. */
final class Nearest {
    private static final int MOST_RESULTS = 1000;

    private final FieldPath field;
    private final double[] vector;
    private final DistanceMeasure measure;
    private final int limit;
    private final OptionalDouble threshold;
    private final Optional<String> resultField;

    private Nearest(
            FieldPath field,
            double[] vector,
            DistanceMeasure measure,
            int limit,
            OptionalDouble threshold,
            Optional<String> resultField) {
        this.field = field;
        this.vector = vector;
        this.measure = measure;
        this.limit = limit;
        this.threshold = threshold;
        this.resultField = resultField;
    }

    FieldPath field() {
        return field;
    }

    int dimension() {
        return vector.length;
    }

    int limit() {
        return limit;
    }

    /** The name of a top-level field that results carry their distance in. */
    Optional<String> resultField() {
        return resultField;
    }

    /** A row with its distance. */
    record Found(Row row, double distance) {}

    /** @throws Refused INVALID_ARGUMENT */
    static Nearest of(StructuredQuery.FindNearest asked) {
        FieldPath field = FieldPath.parse(asked.getVectorField().getFieldPath());
        double[] vector = vector(asked.getQueryVector());
        if (asked.getDistanceMeasure() == DistanceMeasure.DISTANCE_MEASURE_UNSPECIFIED
                || asked.getDistanceMeasure() == DistanceMeasure.UNRECOGNIZED) {
            throw Refused.invalid("Unknown Distance Measure.");
        }
        int limit = asked.getLimit().getValue();
        if (limit < 1 || limit > MOST_RESULTS) {
            throw Refused.invalid("FindNearest.limit must be a positive integer of no more than " + MOST_RESULTS);
        }
        String result = asked.getDistanceResultField();
        if (Reserved.is(result)) {
            throw Refused.invalid("The distanceResultField.property.name \"" + result + "\" is reserved.");
        }
        return new Nearest(
                field,
                vector,
                asked.getDistanceMeasure(),
                limit,
                asked.hasDistanceThreshold()
                        ? OptionalDouble.of(asked.getDistanceThreshold().getValue())
                        : OptionalDouble.empty(),
                Optional.of(result).filter(name -> !name.isEmpty()));
    }

    /** @throws Refused INVALID_ARGUMENT where it is none that can be kept or searched for */
    static double[] vector(Value value) {
        if (ValueOrder.Type.of(value) != ValueOrder.Type.VECTOR) {
            throw Refused.invalid("Query Value must be of type vector.");
        }
        List<Value> elements = Vectors.elements(value.getMapValue());
        if (elements.isEmpty()) {
            throw Refused.invalid("Cannot have a zero length vector.");
        }
        if (elements.size() > Vectors.MOST_DIMENSIONS) {
            throw Refused.invalid("Vectors must be at most " + Vectors.MOST_DIMENSIONS + " dimensions.");
        }
        double[] vector = new double[elements.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!elements.get(i).hasDoubleValue()) {
                throw Refused.invalid("Vector must only contain values of type 'double'");
            }
            vector[i] = elements.get(i).getDoubleValue();
        }
        return vector;
    }

    /** Nearest first, then by name; what has no distance (a cosine with the zero vector) last. */
    Comparator<Found> order() {
        Comparator<Found> nearest = measure == DistanceMeasure.DOT_PRODUCT
                ? Comparator.<Found>comparingDouble(
                        found -> Double.isNaN(found.distance) ? Double.POSITIVE_INFINITY : -found.distance)
                : Comparator.comparingDouble(Found::distance);
        return nearest.thenComparing(found -> found.row.key());
    }

    /** Empty where the row has no vector of that dimension in the field, or one that is too far away. */
    Optional<Found> measure(Row row) {
        Optional<Value> value = row.value(field).filter(found -> ValueOrder.Type.of(found) == ValueOrder.Type.VECTOR);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        List<Value> elements = Vectors.elements(value.get().getMapValue());
        if (elements.size() != vector.length) {
            return Optional.empty();
        }
        double distance = distance(elements);
        return isNear(distance) ? Optional.of(new Found(row, distance)) : Optional.empty();
    }

    /** The threshold is the largest distance, but the smallest dot product. */
    private boolean isNear(double distance) {
        if (threshold.isEmpty()) {
            return true;
        }
        return measure == DistanceMeasure.DOT_PRODUCT
                ? distance >= threshold.getAsDouble()
                : distance <= threshold.getAsDouble();
    }

    private double distance(List<Value> other) {
        double dot = 0;
        double squares = 0;
        double otherSquares = 0;
        double differences = 0;
        for (int i = 0; i < vector.length; i++) {
            double a = vector[i];
            double b = other.get(i).getDoubleValue();
            dot += a * b;
            squares += a * a;
            otherSquares += b * b;
            differences += (a - b) * (a - b);
        }
        return switch (measure) {
            case EUCLIDEAN -> Math.sqrt(differences);
            case COSINE -> 1 - dot / (Math.sqrt(squares) * Math.sqrt(otherSquares));
            case DOT_PRODUCT -> dot;
            case DISTANCE_MEASURE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalStateException(measure + " was refused");
        };
    }
}
