package dbmanager.backup;

import com.google.gson.stream.JsonToken;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import dbmanager.backup.SchemaVersion.Applied;
import dbmanager.backup.SealedJson.Malformed;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The JSON of a manifest as it is read: its seal is compared, and each value is asked for by the name that a message can show. */
final class ManifestDocument {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Members top;

    private ManifestDocument(byte[] bytes) throws Malformed {
        top = new Members("");
        SealedJson.read(bytes, top::take);
    }

    /** @throws Malformed when it is not what was sealed */
    static ManifestDocument of(byte[] bytes) throws Malformed {
        if (!SealedJson.isWhole(bytes)) {
            refuseNewer(format(bytes));
            throw new Malformed("its seal does not match: it was changed or cut off after it was written");
        }
        return new ManifestDocument(bytes);
    }

    private static void refuseNewer(long format) throws Malformed {
        if (format > Manifest.ENCRYPTED_FORMAT) {
            throw new Malformed("format " + format + " is newer than this tool; update db-manager");
        }
    }

    /** The format number, also of a document that this version cannot read; {@link Manifest#FORMAT} when it has none. */
    private static int format(byte[] bytes) {
        int[] format = {Manifest.FORMAT};
        try {
            SealedJson.read(bytes, (key, json) -> {
                if (key.equals("format") && json.peek() == JsonToken.NUMBER) {
                    format[0] = json.nextInt();
                } else {
                    json.skipValue();
                }
            });
        } catch (Malformed e) {
            // what could be read of it decides; the seal says the rest
        }
        return format[0];
    }

    /** @param expected the format that one which came in this way has */
    Manifest manifest(int expected, Optional<KeyId> key) throws Malformed {
        long format = top.count("format");
        refuseNewer(format);
        if (format < Manifest.FORMAT) {
            throw new Malformed("there is no format " + format);
        }
        if (format != expected) {
            throw new Malformed("it says that it is of format " + format + ", and it is of format " + expected);
        }
        return new Manifest(
                expected,
                id(top.text("id")),
                database(top.object("database")),
                top.text("environment"),
                top.text("tool"),
                top.text("reason"),
                time(top.text("begun"), "begun"),
                time(top.text("finished"), "finished"),
                readTime(),
                top.texts("selection"),
                schema(top.object("schema")),
                parts(top.objects("parts")),
                key);
    }

    private Optional<Instant> readTime() throws Malformed {
        Optional<String> text = top.optionalText("read_time");
        return text.isEmpty() ? Optional.empty() : Optional.of(time(text.get(), "read_time"));
    }

    static BackupId id(String text) throws Malformed {
        if (!BackupId.isWellFormed(text)) {
            throw new Malformed("\"id\" is no backup id");
        }
        return new BackupId(text);
    }

    private static DatabaseIdentity database(Members database) throws Malformed {
        return new DatabaseIdentity(
                database.text("name"), database.text("engine"), database.text("location"), database.optionalText("id"));
    }

    private static SchemaVersion schema(Members schema) throws Malformed {
        List<Applied> applied = new ArrayList<>();
        for (Members one : schema.objects("applied")) {
            applied.add(new Applied(one.optionalText("version"), one.text("description"), one.optionalText("sha256")));
        }
        return new SchemaVersion(schema.optionalText("current"), applied);
    }

    private static List<Part> parts(List<Members> members) throws Malformed {
        List<Part> parts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Members one : members) {
            Part part = part(one);
            if (!names.add(part.name())) {
                throw new Malformed("two parts are named " + part.name());
            }
            parts.add(part);
        }
        return parts;
    }

    private static Part part(Members part) throws Malformed {
        String name = part.text("name");
        if (!PartNames.isSafe(name)) {
            throw new Malformed("\"" + part.path("name") + "\" is not the name of a part");
        }
        String sha256 = part.text("sha256");
        if (!SHA256.matcher(sha256).matches()) {
            throw new Malformed("\"" + part.path("sha256") + "\" is not a SHA-256");
        }
        return new Part(
                name,
                one(Kind.class, part, "kind"),
                part.optionalText("source"),
                one(Compression.class, part, "compression"),
                part.count("bytes"),
                part.count("records"),
                sha256,
                part.counts("contents"),
                part.optionalTexts("uncounted"),
                part.optionalTexts("digests"));
    }

    private static <E extends Enum<E>> E one(Class<E> kind, Members members, String key) throws Malformed {
        String text = members.text(key);
        for (E constant : kind.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw new Malformed("\"" + members.path(key) + "\" is not one that this tool knows");
    }

    private static Instant time(String text, String key) throws Malformed {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Malformed("\"" + key + "\" is not a time", e);
        }
    }
}
