import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.ExceptionUtils;

/** A job of all-to-all exchanges on TaskManagers with so many network buffers and no more. */
final class Exchanges {
  /** Whether the job starts with {@code buffers}, or what it fails with. */
  static Map<String, String> run(Map<String, String> given) throws Exception {
    return run(given, number(given, "buffers"));
  }

  /** The fewest buffers the job starts with, found by halving below {@code buffers}, which are enough. */
  static Map<String, String> fewest(Map<String, String> given) throws Exception {
    int tooFew = 0;
    int enough = number(given, "buffers");
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) / 2;
      if (run(given, middle).containsKey("started")) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return Map.of("fewest", "" + enough);
  }

  private static Map<String, String> run(Map<String, String> given, int buffers) throws Exception {
    String network = buffers * 32 + "kb";
    Configuration configuration =
        Configuration.fromMap(
            Map.of(
                "taskmanager.memory.network.min", network,
                "taskmanager.memory.network.max", network,
                "taskmanager.memory.managed.size", "1m",
                "rest.bind-address", "localhost",
                "restart-strategy.type", "none",
                "execution.checkpointing.interval", "100 ms"));
    MiniClusterConfiguration cluster =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(number(given, "taskManagers"))
            .setNumSlotsPerTaskManager(number(given, "slots"))
            .withRandomPorts()
            .build();
    JobGraph job = job(configuration, number(given, "parallelism"), number(given, "exchanges"));
    try (MiniCluster flink = new MiniCluster(cluster)) {
      flink.start();
      flink.submitJob(job).get();
      return outcome(flink, job);
    }
  }

  private static JobGraph job(Configuration configuration, int parallelism, int exchanges) {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(parallelism);
    DataStream<Long> numbers =
        environment.fromSource(
            new DataGeneratorSource<>(n -> n, Long.MAX_VALUE, RateLimiterStrategy.perSecond(1000), Types.LONG),
            WatermarkStrategy.noWatermarks(),
            "numbers");
    for (int exchange = 0; exchange < exchanges; exchange++) {
      numbers = numbers.keyBy(n -> n).map(n -> n).returns(Types.LONG);
    }
    numbers.sinkTo(new DiscardingSink<>());
    return environment.getStreamGraph().getJobGraph();
  }

  /** A checkpoint completes only after a barrier went through every channel: then the job has what it needs. */
  private static Map<String, String> outcome(MiniCluster flink, JobGraph job) throws Exception {
    while (true) {
      AccessExecutionGraph graph = flink.getExecutionGraph(job.getJobID()).get();
      CheckpointStatsSnapshot checkpoints = graph.getCheckpointStatsSnapshot();
      if (graph.getState() == JobStatus.FAILED) {
        return Map.of("failed", ExceptionUtils.stringifyException(graph.getFailureInfo().getException()));
      }
      if (checkpoints != null && checkpoints.getCounts().getNumberOfCompletedCheckpoints() > 0) {
        return Map.of("started", "true");
      }
      Thread.sleep(20);
    }
  }

  private static int number(Map<String, String> given, String name) {
    return Integer.parseInt(given.get(name));
  }
}
