package dbmanager.environment;

import dbmanager.environment.SignalSettings.Ping;
import dbmanager.environment.SignalSettings.Webhook;
import dbmanager.problem.Problem;
import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code signals:} of an environment as the file declares it, its variables not expanded: the addresses hold tokens. */
record DeclaredSignals(
        Optional<Text> metrics,
        Optional<Text> base,
        Optional<Text> start,
        Optional<Text> success,
        Optional<Text> fail,
        Optional<Text> webhook,
        boolean always) {
    private static final List<String> KEYS = List.of("metrics", "ping", "webhook");
    private static final List<String> PING_KEYS = List.of("start", "success", "fail");
    private static final List<String> WEBHOOK_KEYS = List.of("url", "on");

    /** Stands for the name of the command, so that each can have an address of its own. */
    private static final String COMMAND = "{command}";

    static DeclaredSignals of(Block block) {
        block.allow(KEYS);
        Optional<Item> ping = block.find("ping");
        Optional<Block> pings = ping.filter(item -> item.kind() == Item.Kind.MAPPING)
                .map(item -> item.block().allow(PING_KEYS));
        Optional<Item> hook = block.find("webhook");
        Optional<Block> hooks = hook.filter(item -> item.kind() == Item.Kind.MAPPING)
                .map(item -> item.block().allow(WEBHOOK_KEYS));
        return new DeclaredSignals(
                block.block("metrics")
                        .map(found -> Text.of(found.allow(List.of("file")).need("file"))),
                pings.isPresent() ? Optional.empty() : ping.map(Text::of),
                pings.flatMap(found -> Text.find(found, "start")),
                pings.flatMap(found -> Text.find(found, "success")),
                pings.flatMap(found -> Text.find(found, "fail")),
                hooks.isPresent() ? hooks.map(found -> Text.of(found.need("url"))) : hook.map(Text::of),
                hooks.flatMap(found -> found.find("on"))
                        .map(DeclaredSignals::always)
                        .orElse(false));
    }

    private static boolean always(Item item) {
        return switch (item.text()) {
            case "always" -> true;
            case "failure" -> false;
            default -> throw item.complain(item.name() + " is neither failure nor always", "write on: failure");
        };
    }

    /** @param unusable is told of each address or path that refers to a variable that is not set, or is none; the others are there all the same */
    SignalSettings expand(Variables variables, Path folder, Consumer<Problem> unusable) {
        return new SignalSettings(
                usable(
                        () -> metrics.filter(
                                        text -> text.expandOptional(variables).isPresent())
                                .map(text -> text.path(variables, folder)),
                        unusable),
                base.isPresent() ? usable(() -> ofBase(base.get(), variables), unusable) : ofThree(variables, unusable),
                usable(() -> secret(webhook, variables), unusable).map(url -> new Webhook(url, always)));
    }

    private static <T> Optional<T> usable(Supplier<Optional<T>> declared, Consumer<Problem> unusable) {
        try {
            return declared.get();
        } catch (MissingVariable | BadSetting e) {
            unusable.accept(e);
            return Optional.empty();
        }
    }

    private Optional<Ping> ofThree(Variables variables, Consumer<Problem> unusable) {
        Ping ping = new Ping(
                usable(() -> secret(start, variables), unusable),
                usable(() -> secret(success, variables), unusable),
                usable(() -> secret(fail, variables), unusable));
        return Optional.of(ping)
                .filter(some -> !some.equals(new Ping(Optional.empty(), Optional.empty(), Optional.empty())));
    }

    private static Optional<Secret> secret(Optional<Text> text, Variables variables) {
        return text.flatMap(found -> address(found, variables)).map(Secret::new);
    }

    private static Optional<Ping> ofBase(Text text, Variables variables) {
        return address(text, variables).map(url -> {
            int question = url.indexOf('?');
            String path = (question < 0 ? url : url.substring(0, question)).replaceFirst("/$", "");
            String query = question < 0 ? "" : url.substring(question);
            return new Ping(
                    Optional.of(new Secret(path + "/start" + query)),
                    Optional.of(new Secret(path + query)),
                    Optional.of(new Secret(path + "/fail" + query)));
        });
    }

    private static Optional<String> address(Text text, Variables variables) {
        Optional<String> address = text.expandOptional(variables).map(String::strip);
        address.filter(url -> !isOfTheWeb(url.replace(COMMAND, "command"))).ifPresent(url -> {
            throw new BadSetting(
                    text.place(),
                    text.key() + " is no address of the web",
                    "write it like https://hc-ping.com/your-id");
        });
        return address;
    }

    private static boolean isOfTheWeb(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && List.of("http", "https").contains(uri.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
