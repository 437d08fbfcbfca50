import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;

/** One topic's life with a broker, a line a step: `KafkaSession BOOTSTRAP TOPIC [TOPIC_TO_DELETE]`. */
public final class KafkaSession {
    private static final int RECORDS = 1000;
    private static final int PARTITIONS = 4;
    private static final long DEADLINE_MS = 60_000;

    private final Properties properties = new Properties();
    private final String topic;

    private KafkaSession(String bootstrap, String topic) {
        this.topic = topic;
        properties.put("bootstrap.servers", bootstrap);
        properties.put("group.id", "readers-of-" + topic);
        properties.put("auto.offset.reset", "earliest");
        properties.put("acks", "all");
        for (String side : List.of("key", "value")) {
            String type = "org.apache.kafka.common.serialization.Integer";
            properties.put(side + ".serializer", type + "Serializer");
            properties.put(side + ".deserializer", type + "Deserializer");
        }
    }

    public static void main(String[] args) throws Exception {
        KafkaSession session = new KafkaSession(args[0], args[1]);
        try (Admin admin = Admin.create(session.properties)) {
            session.create(admin);
            session.produce();
            session.consume();
            session.configure(admin);
            if (args.length > 2) session.delete(admin, args[2]);
        }
    }

    /** The answer that was waited for, or the last one in time. */
    private static <T> T ask(Callable<T> question, Predicate<T> isFinal) throws Exception {
        long deadline = System.currentTimeMillis() + DEADLINE_MS;
        T answer = question.call();
        while (!isFinal.test(answer) && System.currentTimeMillis() < deadline) answer = question.call();
        return answer;
    }

    private void create(Admin admin) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        long led = ask(() -> admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
            .filter(partition -> partition.leader() != null)
            .count(), count -> count == PARTITIONS);
        System.out.println(topic + ": " + led + " partitions have a leader");
    }

    private void produce() throws Exception {
        try (KafkaProducer<Integer, Integer> producer = new KafkaProducer<>(properties)) {
            for (int i = 0; i < RECORDS; i++) producer.send(new ProducerRecord<>(topic, i % 10, i));
        }
        System.out.println(RECORDS + " records sent");
    }

    private void consume() {
        Map<Integer, Integer> last = new HashMap<>();
        int count = 0;
        boolean inOrder = true;
        long deadline = System.currentTimeMillis() + DEADLINE_MS;
        try (KafkaConsumer<Integer, Integer> consumer = new KafkaConsumer<>(properties)) {
            consumer.subscribe(List.of(topic));
            while (count < RECORDS && System.currentTimeMillis() < deadline) {
                for (ConsumerRecord<Integer, Integer> record : consumer.poll(Duration.ofMillis(100))) {
                    Integer before = last.put(record.key(), record.value());
                    inOrder &= before == null || before < record.value();
                    count++;
                }
            }
            consumer.commitSync();
        }
        System.out.println(count + " records received" + (inOrder ? ", in order" : ""));
    }

    private void configure(Admin admin) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Collection<AlterConfigOp> change = List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "12345"), AlterConfigOp.OpType.SET));
        admin.incrementalAlterConfigs(Map.of(resource, change)).all().get();
        // Brokers hear of it by a watch.
        String value = ask(
            () -> admin.describeConfigs(List.of(resource)).all().get().get(resource).get("retention.ms").value(), "12345"::equals);
        System.out.println("retention.ms " + value);
    }

    private void delete(Admin admin, String other) throws Exception {
        admin.deleteTopics(List.of(other)).all().get();
        boolean isThere = ask(() -> admin.listTopics().names().get().contains(other), there -> !there);
        System.out.println(other + (isThere ? " is still there" : " is deleted"));
    }
}
