import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.bash.BashJavaUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemorySpec;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * Asks Flink's own classes. A question is a line {@code what?key=value&…}, its answer a line {@code key=value&…}, both
 * form-encoded: that needs no JSON library and survives every character.
 */
public final class FlinkAnswers {
  /** Flink and its logger print to standard output, which is ours to answer on; what they print is kept here. */
  private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();

  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(new PrintStream(PRINTED, true, UTF_8));
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      PRINTED.reset();
      String[] question = line.split("\\?", 2);
      answers.println(encode(answer(question[0], decode(question[1]))));
    }
  }

  /** A refusal is an answer. An {@link Error} is not: it means that this file does not fit this Flink. */
  private static Map<String, String> answer(String what, Map<String, String> given) throws Exception {
    try {
      switch (what) {
        case "taskManager":
          return taskManager(Configuration.fromMap(given));
        case "jobManager":
          return jobManager(Configuration.fromMap(given));
        case "parse":
          return parsed(given);
        case "load":
          return GlobalConfiguration.loadConfiguration(given.get("directory")).toMap();
        case "bash":
          BashJavaUtils.main(new String[] {given.get("command"), "--configDir", given.get("directory")});
          return Map.of("printed", PRINTED.toString(UTF_8));
        default:
          throw new AssertionError("no such question: " + what);
      }
    } catch (RuntimeException refusal) {
      return Map.of("rejected", refusal.toString());
    }
  }

  /** Each given key with what Flink makes of its value; a key that no options class in the distribution declares is left out. */
  private static Map<String, String> parsed(Map<String, String> given) throws IOException {
    Configuration configuration = Configuration.fromMap(given);
    Map<String, String> answers = new LinkedHashMap<>();
    for (ConfigOption<?> option : declaredOptions()) {
      if (given.containsKey(option.key())) {
        try {
          answers.putIfAbsent(option.key(), String.valueOf(configuration.getOptional(option).isPresent()));
        } catch (RuntimeException refusal) {
          answers.put(option.key(), refusal.toString());
        }
      }
    }
    return answers;
  }

  private static List<ConfigOption<?>> declaredOptions() throws IOException {
    List<ConfigOption<?>> options = new ArrayList<>();
    String distribution = Configuration.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    try (JarFile jar = new JarFile(distribution)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().matches("org/apache/flink/[\\w/]*Options\\.class")) {
          options.addAll(optionsOf(entry.getName().replaceAll("\\.class$", "").replace('/', '.')));
        }
      }
    }
    return options;
  }

  private static List<ConfigOption<?>> optionsOf(String className) {
    List<ConfigOption<?>> options = new ArrayList<>();
    try {
      for (Field field : Class.forName(className).getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          options.add((ConfigOption<?>) field.get(null));
        }
      }
    } catch (ReflectiveOperationException | LinkageError notLoadable) {
      // It needs a library that only a plugin brings; whatever it declares is missed, and a key of ours would show it.
    }
    return options;
  }

  private static Map<String, String> taskManager(Configuration configuration) {
    TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
    Map<String, String> memory = common(spec);
    put(memory, "frameworkHeap", spec.getFlinkMemory().getFrameworkHeap());
    put(memory, "taskHeap", spec.getTaskHeapSize());
    put(memory, "frameworkOffHeap", spec.getFlinkMemory().getFrameworkOffHeap());
    put(memory, "taskOffHeap", spec.getTaskOffHeapSize());
    put(memory, "network", spec.getNetworkMemSize());
    put(memory, "managed", spec.getManagedMemorySize());
    memory.put("jvm", ProcessMemoryUtils.generateJvmParametersStr(spec));
    return memory;
  }

  private static Map<String, String> jobManager(Configuration configuration) throws Exception {
    JobManagerProcessSpec spec = jobManagerSpec(configuration);
    Map<String, String> memory = common(spec);
    put(memory, "heap", spec.getJvmHeapMemorySize());
    put(memory, "offHeap", spec.getJvmDirectMemorySize());
    memory.put("jvm", JobManagerProcessUtils.generateJvmParametersStr(spec, configuration));
    return memory;
  }

  /** The method's name in Flink 1.20 tells what becomes of `jobmanager.heap.size`; 2.x forgot that key and the name. */
  private static JobManagerProcessSpec jobManagerSpec(Configuration configuration) throws Exception {
    Class<?> utils = JobManagerProcessUtils.class;
    try {
      try {
        return (JobManagerProcessSpec)
            utils.getMethod("processSpecFromConfig", Configuration.class).invoke(null, configuration);
      } catch (NoSuchMethodException olderThan2) {
        return (JobManagerProcessSpec)
            utils
                .getMethod(
                    "processSpecFromConfigWithNewOptionToInterpretLegacyHeap", Configuration.class, ConfigOption.class)
                .invoke(null, configuration, JobManagerOptions.JVM_HEAP_MEMORY);
      }
    } catch (InvocationTargetException wrapped) {
      throw (Exception) wrapped.getCause();
    }
  }

  private static Map<String, String> common(ProcessMemorySpec spec) {
    Map<String, String> memory = new LinkedHashMap<>();
    put(memory, "process", spec.getTotalProcessMemorySize());
    put(memory, "flink", spec.getTotalFlinkMemorySize());
    put(memory, "jvmMetaspace", spec.getJvmMetaspaceSize());
    put(memory, "jvmOverhead", spec.getJvmOverheadSize());
    return memory;
  }

  private static void put(Map<String, String> memory, String name, MemorySize size) {
    memory.put(name, Long.toString(size.getBytes()));
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
