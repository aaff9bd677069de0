package com.sentra.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

/** The JSON that travels between the stages. Unknown fields are read over: a later release may add some. */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ObjectReader SIGNAL = MAPPER.readerFor(Signal.class);

  private Json() {}

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a " + value.getClass().getSimpleName() + " has no JSON", impossible);
    }
  }

  /** The signal in a text; null where there is none with an id and a time. */
  public static Signal readSignal(String text) {
    try {
      Signal signal = SIGNAL.readValue(text);
      return signal == null || signal.id() == null || signal.time() <= 0 ? null : signal;
    } catch (JsonProcessingException notASignal) {
      return null;
    }
  }

  /** The text under a field of an object; null where the field is absent or null. */
  public static String readField(String text, String field) throws JsonProcessingException {
    var value = MAPPER.readTree(text).get(field);
    return value == null || value.isNull() ? null : value.asText();
  }
}
