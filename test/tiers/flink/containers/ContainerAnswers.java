import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.client.deployment.ClusterSpecification;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.kubernetes.KubernetesClusterClientFactory;
import org.apache.flink.kubernetes.entrypoint.KubernetesWorkerResourceSpecFactory;
import org.apache.flink.kubernetes.kubeclient.FlinkPod;
import org.apache.flink.kubernetes.kubeclient.decorators.InitJobManagerDecorator;
import org.apache.flink.kubernetes.kubeclient.decorators.InitTaskManagerDecorator;
import org.apache.flink.kubernetes.kubeclient.decorators.KubernetesStepDecorator;
import org.apache.flink.kubernetes.kubeclient.parameters.KubernetesJobManagerParameters;
import org.apache.flink.kubernetes.kubeclient.parameters.KubernetesTaskManagerParameters;
import org.apache.flink.kubernetes.shaded.io.fabric8.kubernetes.api.model.Quantity;
import org.apache.flink.kubernetes.shaded.io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.apache.flink.runtime.clusterframework.ContaineredTaskManagerParameters;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;

/**
 * Asks Flink's own classes what a container gets. A question is a line {@code what?key=value&…}, its answer a line
 * {@code key=value&…}, both form-encoded.
 */
public final class ContainerAnswers {
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] question = line.split("\\?", 2);
      answers.println(encode(answer(question[0], decode(question[1]))));
    }
    answers.flush();
    System.exit(0); // A mini cluster may leave threads behind.
  }

  private static Map<String, String> answer(String what, Map<String, String> given) throws Exception {
    switch (what) {
      case "taskManager":
        return resources(new InitTaskManagerDecorator(taskManager(Configuration.fromMap(given))));
      case "jobManager":
        return resources(new InitJobManagerDecorator(jobManager(Configuration.fromMap(given))));
      case "rocksDb":
        return rocksDb(Long.parseLong(given.get("managed")));
      case "exchanges":
        return Exchanges.run(given);
      case "fewestBuffers":
        return Exchanges.fewest(given);
      default:
        throw new AssertionError("no such question: " + what);
    }
  }

  /** As Flink's resource manager does for every TaskManager it asks Kubernetes for. */
  private static KubernetesTaskManagerParameters taskManager(Configuration configuration) {
    TaskExecutorProcessSpec spec =
        TaskExecutorProcessUtils.processSpecFromWorkerResourceSpec(
            configuration, KubernetesWorkerResourceSpecFactory.INSTANCE.createDefaultWorkerResourceSpec(configuration));
    ContaineredTaskManagerParameters container = ContaineredTaskManagerParameters.create(configuration, spec);
    return new KubernetesTaskManagerParameters(configuration, "pod", "", "", container, Map.of(), Set.of());
  }

  /** As Flink's client does, which the operator deploys with. */
  private static KubernetesJobManagerParameters jobManager(Configuration configuration) {
    ClusterSpecification cluster = new KubernetesClusterClientFactory().getClusterSpecification(configuration);
    return new KubernetesJobManagerParameters(configuration, cluster);
  }

  private static Map<String, String> resources(KubernetesStepDecorator decorator) {
    FlinkPod pod = decorator.decorateFlinkPod(new FlinkPod.Builder().build());
    ResourceRequirements resources = pod.getMainContainer().getResources();
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("memory request", resources.getRequests().get("memory").toString());
    answer.put("memory limit", resources.getLimits().get("memory").toString());
    answer.put("cpu request", cores(resources.getRequests().get("cpu")));
    answer.put("cpu limit", cores(resources.getLimits().get("cpu")));
    return answer;
  }

  private static String cores(Quantity quantity) {
    return Quantity.getAmountInBytes(quantity).stripTrailingZeros().toPlainString();
  }

  /** What a slot's managed memory becomes, and whether Flink would start it without its warning of poor performance. */
  private static Map<String, String> rocksDb(long managed) throws Exception {
    double ratio = (Double) option("RocksDBOptions", "WRITE_BUFFER_RATIO").defaultValue();
    MemorySize writeBuffer = (MemorySize) option("RocksDBConfigurableOptions", "WRITE_BUFFER_SIZE").defaultValue();
    long cache = (long) call("RocksDBMemoryControllerUtils", "calculateActualCacheCapacity", managed, ratio);
    long buffers = (long) call("RocksDBMemoryControllerUtils", "calculateWriteBufferManagerCapacity", managed, ratio);
    Object fits = call("RocksDBOperationUtils", "sanityCheckArenaBlockSize", writeBuffer.getBytes(), 0L, buffers);
    return Map.of("blockCache", "" + cache, "writeBuffers", "" + buffers, "arenaFits", fits.toString());
  }

  private static ConfigOption<?> option(String type, String name) throws Exception {
    return (ConfigOption<?>) rocksDbClass(type).getField(name).get(null);
  }

  private static Object call(String type, String name, Object... numbers) throws Exception {
    for (Method method : rocksDbClass(type).getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        method.setAccessible(true);
        return method.invoke(null, numbers);
      }
    }
    throw new NoSuchMethodException(type + "." + name);
  }

  /** Flink 2 moved the package. */
  private static Class<?> rocksDbClass(String name) throws Exception {
    try {
      return Class.forName("org.apache.flink.state.rocksdb." + name);
    } catch (ClassNotFoundException olderThan2) {
      return Class.forName("org.apache.flink.contrib.streaming.state." + name);
    }
  }

  private static Map<String, String> decode(String form) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : form.isEmpty() ? new String[0] : form.split("&")) {
      String[] pair = field.split("=", 2);
      fields.put(URLDecoder.decode(pair[0], UTF_8), URLDecoder.decode(pair[1], UTF_8));
    }
    return fields;
  }

  private static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }
}
