package dbmanager.backup;

import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import dbmanager.backup.SchemaVersion.Applied;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backups to test with. */
final class Samples {
    static final DatabaseIdentity SHOP = new DatabaseIdentity(
            "shop", "sqlite", "sqlite:data/shop.db", Optional.of("3f0c1f7e-4a34-4d5c-9d5e-0e2f6d1c9a11"));
    static final SchemaVersion AT_BASE = new SchemaVersion(Optional.empty(), List.of());

    private Samples() {}

    static BackupCatalog catalog(BackupStore store, Clock clock) {
        return new BackupCatalog(store, clock, "db-manager 0.1.0");
    }

    /** A backup of two parts, one of them compressed. */
    static Manifest take(BackupCatalog catalog) {
        try (BackupWriter writer = catalog.begin(SHOP, "production", "requested", List.of())) {
            part(writer, "shop.db", Compression.NONE, "rows ".repeat(1000));
            part(writer, "orders.json.zst", Compression.ZSTD, "documents ".repeat(1000));
            writer.describe(AT_BASE, Optional.empty());
            return writer.commit();
        }
    }

    static Part part(BackupWriter writer, String name, Compression compression, String text) {
        try (BackupWriter.PartWriter part = writer.part(name, Kind.DATABASE, compression, Optional.empty())) {
            part.stream().write(text.getBytes(StandardCharsets.UTF_8));
            return part.commit(Map.of("products", 1000L));
        } catch (IOException e) {
            throw StoreFailure.writing(name, e);
        }
    }

    /** One of each thing that a manifest can say. */
    static Manifest fullManifest() {
        return new Manifest(
                Manifest.FORMAT,
                new BackupId("20261121T020000Z-shop"),
                SHOP,
                "production",
                "db-manager 0.1.0",
                "before migrate",
                Instant.parse("2026-11-21T02:00:00.123Z"),
                Instant.parse("2026-11-21T02:00:07Z"),
                Optional.of(Instant.parse("2026-11-21T02:00:01.000456Z")),
                List.of("orders", "products"),
                new SchemaVersion(
                        Optional.of("20260801120000"),
                        List.of(
                                new Applied(
                                        Optional.of("20260801120000"),
                                        "split <names> & \"more\"",
                                        Optional.of("ab".repeat(32))),
                                new Applied(Optional.empty(), "views", Optional.empty()))),
                List.of(
                        new Part(
                                "shop.db",
                                Kind.DATABASE,
                                Optional.empty(),
                                Compression.NONE,
                                81_920,
                                1_042,
                                "0123456789abcdef".repeat(4),
                                Map.of("products", 1_000L, "orders", 42L)),
                        new Part(
                                "images.zip",
                                Kind.FILES,
                                Optional.of("static/uploads"),
                                Compression.ZSTD,
                                4_096,
                                3,
                                "fedcba9876543210".repeat(4),
                                Map.of("static/uploads", 3L))),
                Optional.empty());
    }
}
