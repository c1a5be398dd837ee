package dbmanager.cli.demo;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The sample shop: the same every time. */
final class ShopData {
    private static final long SEED = 20261121;
    private static final int USERS = 200;
    private static final int PRODUCTS = 300;
    private static final int ORDERS = 1_000;
    private static final int LOGS = 900;
    private static final int IMAGES = 12;
    private static final Instant OPENED = Instant.parse("2026-01-05T08:00:00Z");
    private static final List<String> GOODS =
            List.of("Tea", "Coffee", "Rice", "Honey", "Pepper", "Cashew", "Cocoa", "Salt", "Sugar", "Noodles");
    private static final List<String> KINDS = List.of("Organic", "Classic", "Family", "Mini", "Premium", "Đà Lạt");

    private final Random random = new Random(SEED);

    private ShopData() {}

    /** Writes {@code shop.json}, in the form that {@code import} reads, and the product images. */
    static void generate(Path folder) {
        try (Writer out = Files.newBufferedWriter(folder.resolve("shop.json"));
                JsonWriter json = new JsonWriter(out)) {
            new ShopData().write(json);
            Path images = Files.createDirectories(folder.resolve("static/uploads"));
            for (int i = 1; i <= IMAGES; i++) {
                Files.write(images.resolve("product-" + i + ".png"), Swatch.png(i * 20, 255 - i * 15, 128));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the sample data", e);
        }
    }

    /** Writes a price list that is wrong by a factor of a hundred, and destroys an image. */
    static void damage(Path folder) {
        StringBuilder prices = new StringBuilder("id,sku,name,price,quantity,category,created_at\n");
        ShopData shop = new ShopData();
        for (int id = 1; id <= PRODUCTS / 3; id++) {
            Product product = shop.product(id);
            prices.append(String.join(
                            ",",
                            Integer.toString(id),
                            product.sku,
                            product.name,
                            Long.toString(product.cents),
                            Integer.toString(product.quantity),
                            product.category,
                            product.created.toString()))
                    .append('\n');
        }
        try {
            Files.writeString(folder.resolve("wrong_prices.csv"), prices);
            Files.write(folder.resolve("static/uploads/product-1.png"), new byte[] {0, 0, 0});
        } catch (IOException e) {
            throw new UncheckedIOException("cannot damage the sample data", e);
        }
    }

    /** Writes products of the catalog with prices that are wrong by a factor of a hundred. */
    static void damageCatalog(Path folder) {
        try {
            Files.writeString(
                    folder.resolve("wrong_catalog.json"),
                    "{\"products\": [{\"id\": \"tea\", \"name\": \"Green Tea\", \"cents\": 45000, \"tags\": [\"hot\", \"leaf\"]}]}\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot damage the catalog", e);
        }
    }

    private record Product(String sku, String name, long cents, int quantity, String category, Instant created) {}

    private Product product(int id) {
        String good = GOODS.get(random.nextInt(GOODS.size()));
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        return new Product(
                "SKU-" + (1000 + id),
                kind + " " + good + " " + id,
                99 + random.nextInt(20_000),
                random.nextInt(500),
                good.toLowerCase(Locale.ROOT),
                OPENED.plus(Duration.ofHours(id)));
    }

    private void write(JsonWriter json) throws IOException {
        json.beginObject();
        json.name("exported_at").value(OPENED.toString());
        json.name("products").beginArray();
        for (int id = 1; id <= PRODUCTS; id++) {
            Product product = product(id);
            json.beginObject()
                    .name("id")
                    .value(id)
                    .name("sku")
                    .value(product.sku)
                    .name("name")
                    .value(product.name);
            json.name("price").value(product.cents / 100.0).name("quantity").value(product.quantity);
            json.name("category").value(product.category).name("created_at").value(product.created.toString());
            json.endObject();
        }
        json.endArray();
        users(json);
        orders(json);
        logs(json);
        json.endObject();
    }

    private void users(JsonWriter json) throws IOException {
        json.name("users").beginArray();
        for (int id = 1; id <= USERS; id++) {
            json.beginObject().name("id").value(id);
            json.name("username").value("user" + id).name("email").value("user" + id + "@shop.example");
            json.name("is_active").value(id % 17 != 0).endObject();
        }
        json.endArray();
    }

    private void orders(JsonWriter json) throws IOException {
        json.name("orders").beginArray();
        for (int id = 1; id <= ORDERS; id++) {
            json.beginObject().name("id").value(id);
            json.name("user_id").value(1 + random.nextInt(USERS));
            json.name("product_id").value(1 + random.nextInt(PRODUCTS));
            json.name("quantity").value(1 + random.nextInt(9));
            json.name("ordered_at")
                    .value(OPENED.plus(Duration.ofMinutes(37L * id)).toString());
            json.endObject();
        }
        json.endArray();
    }

    private void logs(JsonWriter json) throws IOException {
        json.name("product_logs").beginArray();
        for (int id = 1; id <= LOGS; id++) {
            json.beginObject().name("id").value(id);
            json.name("product_id").value(1 + random.nextInt(PRODUCTS));
            json.name("action")
                    .value(id % 5 == 0 ? "restock" : "update")
                    .name("field_name")
                    .value("quantity");
            json.name("old_value").value(Integer.toString(random.nextInt(500)));
            json.name("new_value").value(Integer.toString(random.nextInt(500)));
            json.name("changed_by").value("user" + (1 + random.nextInt(USERS)));
            json.name("created_at")
                    .value(OPENED.plus(Duration.ofMinutes(53L * id)).toString());
            json.endObject();
        }
        json.endArray();
    }
}
