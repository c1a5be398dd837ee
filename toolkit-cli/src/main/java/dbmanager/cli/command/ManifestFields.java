package dbmanager.cli.command;

import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import java.util.Map;
import java.util.TreeMap;

/** What a backup holds, as every command shows it. */
final class ManifestFields {
    private ManifestFields() {}

    static Map<String, Object> of(Manifest manifest) {
        return Json.of(
                "backup", manifest.id(),
                "format", manifest.format(),
                "environment", manifest.environment(),
                "location", manifest.database().location(),
                "engine", manifest.database().engine(),
                "database_id", manifest.database().id(),
                "tool", manifest.tool(),
                "key", manifest.key(),
                "reason", manifest.reason(),
                "begun", manifest.begun(),
                "finished", manifest.finished(),
                "read_time", manifest.readTime(),
                "selection", manifest.selection(),
                "schema_version", manifest.schema().current(),
                "migrations",
                        manifest.schema().applied().stream()
                                .map(applied -> Json.of(
                                        "version", applied.version(),
                                        "description", applied.description(),
                                        "sha256", applied.sha256()))
                                .toList(),
                "bytes", manifest.bytes(),
                "records", manifest.records(),
                "parts", manifest.parts().stream().map(ManifestFields::of).toList());
    }

    private static Map<String, Object> of(Part part) {
        return Json.of(
                "name", part.name(),
                "kind", Words.name(part.kind()),
                "source", part.source(),
                "compression", Words.name(part.compression()),
                "bytes", part.bytes(),
                "records", part.records(),
                "sha256", part.sha256(),
                "contents", new TreeMap<>(part.contents()),
                "uncounted", new TreeMap<>(part.uncounted()),
                "digests", new TreeMap<>(part.digests()));
    }
}
