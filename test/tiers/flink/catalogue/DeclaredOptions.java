import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.flink.annotation.docs.Documentation.SuffixOption;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassReader;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.FieldVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Opcodes;
import org.apache.flink.util.TimeUtils;

/**
 * Prints what Flink's classes declare as {@link ConfigOption}: a line {@code key=value&…} per field, form-encoded, and
 * a line {@code unreadable=…} per class that declares some and cannot be loaded. Arguments are jars; those that are
 * not on the class path are plugins, each with a class loader of its own.
 */
public final class DeclaredOptions {
  private static final String OPTION = "Lorg/apache/flink/configuration/ConfigOption;";

  public static void main(String[] jars) throws Exception {
    PrintStream out = new PrintStream(System.out, false, UTF_8);
    for (String jar : jars) {
      print(Path.of(jar), out);
    }
    out.flush();
  }

  private static void print(Path jar, PrintStream out) throws Exception {
    URL[] plugin = {jar.toUri().toURL()};
    try (JarFile file = new JarFile(jar.toFile());
        URLClassLoader loader = new URLClassLoader(plugin, DeclaredOptions.class.getClassLoader())) {
      for (JarEntry entry : Collections.list(file.entries())) {
        InputStream content = file.getInputStream(entry);
        if (entry.getName().endsWith(".jar")) {
          // The planner and the RPC system are jars within jars.
          Path inner = Files.createTempFile("inner", ".jar");
          Files.copy(content, inner, StandardCopyOption.REPLACE_EXISTING);
          print(inner, out);
          Files.delete(inner);
        } else if (isFlinkClass(entry.getName()) && declaresOption(content.readAllBytes())) {
          String name = entry.getName().replaceAll("\\.class$", "").replace('/', '.');
          out.print(lines(name, loader));
        }
      }
    }
  }

  private static boolean isFlinkClass(String path) {
    return path.startsWith("org/apache/flink/") && path.endsWith(".class") && !path.contains("/shaded/");
  }

  /** Reads the class file: to load thousands of classes that merely use options would need all they depend on. */
  private static boolean declaresOption(byte[] classFile) {
    boolean[] found = {false};
    if (new String(classFile, ISO_8859_1).contains(OPTION)) {
      ClassVisitor fields =
          new ClassVisitor(Opcodes.ASM9) {
            @Override
            public FieldVisitor visitField(int access, String name, String type, String signature, Object value) {
              found[0] |= type.equals(OPTION);
              return null;
            }
          };
      new ClassReader(classFile).accept(fields, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }
    return found[0];
  }

  private static String lines(String name, ClassLoader loader) throws Exception {
    try {
      Class<?> declaring = Class.forName(name, false, loader);
      StringBuilder lines = new StringBuilder();
      for (Field field : declaring.getDeclaredFields()) {
        Object holder = name.endsWith("$") ? scalaObject(declaring) : null;
        if (field.getType() == ConfigOption.class && (holder != null || Modifier.isStatic(field.getModifiers()))) {
          field.setAccessible(true);
          lines.append(line(declaring, field, (ConfigOption<?>) field.get(holder))).append('\n');
        }
      }
      return lines.toString();
    } catch (LinkageError missing) {
      return field("unreadable", name) + "&" + field("because", missing) + "\n";
    }
  }

  private static Object scalaObject(Class<?> declaring) throws Exception {
    return declaring.getField("MODULE$").get(null);
  }

  private static String line(Class<?> declaring, Field field, ConfigOption<?> option) throws Exception {
    List<String> parts = new ArrayList<>();
    Class<?> type = (Class<?>) property(option, "clazz");
    boolean isList = (boolean) property(option, "isList");
    parts.add(field("key", option.key()));
    parts.add(field("class", declaring.getName()));
    parts.add(field("type", isList ? "List<" + typeName(type) + ">" : typeName(type)));
    if (option.hasDefaultValue()) {
      parts.add(field("default", text(option.defaultValue())));
    }
    if (field.isAnnotationPresent(Deprecated.class) || declaring.isAnnotationPresent(Deprecated.class)) {
      parts.add(field("deprecated", true));
    }
    SuffixOption suffix = field.getAnnotation(SuffixOption.class);
    suffix = suffix == null ? declaring.getAnnotation(SuffixOption.class) : suffix;
    if (suffix != null) {
      parts.add(field("suffixOf", suffix.value()));
    }
    for (FallbackKey other : option.fallbackKeys()) {
      parts.add(field(other.isDeprecated() ? "deprecatedKey" : "fallbackKey", other.getKey()));
    }
    for (Object value : type.isEnum() ? type.getEnumConstants() : new Object[0]) {
      parts.add(field("value", value));
    }
    return String.join("&", parts);
  }

  private static Object property(ConfigOption<?> option, String name) throws Exception {
    Field field = ConfigOption.class.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(option);
  }

  private static String typeName(Class<?> type) {
    return type == Map.class ? "Map" : type.getSimpleName();
  }

  /** The text that Flink reads back as this value. */
  private static String text(Object value) {
    if (value instanceof Duration) {
      return TimeUtils.formatWithHighestUnit((Duration) value);
    }
    if (value instanceof Class) {
      return ((Class<?>) value).getName();
    }
    if (value instanceof Collection) {
      return ((Collection<?>) value).stream().map(DeclaredOptions::text).collect(Collectors.joining(";"));
    }
    if (value instanceof Map) {
      return ((Map<?, ?>) value)
          .entrySet().stream().map(each -> each.getKey() + ":" + each.getValue()).sorted().collect(Collectors.joining(","));
    }
    return value.toString();
  }

  private static String field(String name, Object value) {
    return name + "=" + URLEncoder.encode(value.toString(), UTF_8);
  }
}
