import java.io.FileReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.security.SecurityConfiguration;
import org.apache.flink.runtime.security.SecurityUtils;
import org.apache.flink.runtime.util.ZooKeeperUtils;

/** What Flink's own client gets from an ensemble with the configuration in a file: a line of answers, or why not. */
public final class ZooKeeperAnswers {
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (FileReader reader = new FileReader(arguments[0], StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Configuration configuration = new Configuration();
        properties.stringPropertyNames().forEach(key -> configuration.setString(key, properties.getProperty(key)));
        SecurityUtils.install(new SecurityConfiguration(configuration));
        SecurityUtils.getInstalledContext().runSecured(() -> ask(configuration));
        System.exit(0);
    }

    private static Void ask(Configuration configuration) throws Exception {
        try (var wrapper = ZooKeeperUtils.startCuratorFramework(configuration, ZooKeeperAnswers::refused)) {
            var client = wrapper.asCuratorFramework();
            if (!client.blockUntilConnected(60, TimeUnit.SECONDS)) {
                refused(new IllegalStateException("no connection"));
            }
            if (client.checkExists().forPath("/probe") == null) {
                client.create().creatingParentsIfNeeded().forPath("/probe", new byte[0]);
            }
            var owner = client.getACL().forPath("/probe").get(0).getId();
            int session = client.getZookeeperClient().getZooKeeper().getSessionTimeout();
            answer(List.of("/" + client.getNamespace(), owner.getScheme() + ":" + owner.getId(), session + " ms"));
        }
        return null;
    }

    private static void refused(Throwable reason) {
        answer(List.of("refused", reason.getClass().getSimpleName()));
        System.exit(0);
    }

    private static void answer(List<String> words) {
        System.out.println("answer " + String.join(" ", words));
        System.out.flush();
    }
}
