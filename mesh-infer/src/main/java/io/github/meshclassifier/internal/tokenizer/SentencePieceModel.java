package io.github.meshclassifier.internal.tokenizer;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.ProtobufReader.MalformedMessageException;
import io.github.meshclassifier.model.ModelLoadException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@code spiece.model} says: the pieces of a unigram model and how text is normalized.
 *
 * <p>Field numbers: <a
 * href="https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto">
 * sentencepiece_model.proto</a>.
 *
 * @param pieces the pieces in the order of their ids
 * @param unknownId the index of the piece for text that no other piece covers
 * @param byteFallback whether such text becomes bytes instead
 * @param characterMap the compiled character map, empty for none; not to be changed
 * @param prefixSpace whether a space is put before the text
 * @param removeExtraSpaces whether outer spaces are dropped and inner ones joined
 */
record SentencePieceModel(
    List<Piece> pieces,
    int unknownId,
    boolean byteFallback,
    ByteBuffer characterMap,
    boolean prefixSpace,
    boolean removeExtraSpaces) {
  static final String NAME = "spiece.model";

  private static final int FILE_LIMIT = 64 << 20;
  private static final int UNIGRAM = 1;
  private static final int UNKNOWN = 2;

  /**
   * A piece of the vocabulary.
   *
   * @param text the piece, with U+2581 for a space
   * @param score its logarithmic probability, finite
   * @param type 1 for a normal piece, 2 for the unknown one, 3 for a control symbol
   */
  record Piece(String text, float score, int type) {}

  static SentencePieceModel read(ModelFiles files) throws ModelLoadException {
    String location = files.location(NAME);
    try {
      return new Reader(location).read(ByteBuffer.wrap(files.readAll(NAME, FILE_LIMIT)));
    } catch (MalformedMessageException e) {
      throw ModelLoadException.in(location, "this is not a SentencePiece model: " + e.getMessage())
          .remedy("Restore the file that the model was published with.")
          .cause(e)
          .build();
    }
  }

  /** Collects the fields; absent ones have the schema's defaults. */
  private static final class Reader {
    private final String location;
    private final List<Piece> pieces = new ArrayList<>();
    private ByteBuffer characterMap = ByteBuffer.allocate(0);
    private boolean byteFallback;
    private boolean prefixSpace = true;
    private boolean removeExtraSpaces = true;

    Reader(String location) {
      this.location = location;
    }

    SentencePieceModel read(ByteBuffer file) throws ModelLoadException, MalformedMessageException {
      ProtobufReader message = new ProtobufReader(file);
      while (message.next()) {
        switch (message.field()) {
          case 1 -> pieces.add(piece(message.bytes()));
          case 2 -> trainer(new ProtobufReader(message.bytes()));
          case 3 -> normalizer(new ProtobufReader(message.bytes()));
          default -> {}
        }
      }
      return new SentencePieceModel(
          List.copyOf(pieces),
          unknownId(),
          byteFallback,
          characterMap.asReadOnlyBuffer(),
          prefixSpace,
          removeExtraSpaces);
    }

    private Piece piece(ByteBuffer bytes) throws ModelLoadException, MalformedMessageException {
      ProtobufReader message = new ProtobufReader(bytes);
      String text = "";
      float score = 0;
      int type = 1;
      while (message.next()) {
        switch (message.field()) {
          case 1 -> text = utf8(message.bytes());
          case 2 -> score = message.number();
          case 3 -> type = (int) message.integer();
          default -> {}
        }
      }
      if (text.isEmpty()) {
        throw problem("piece " + pieces.size() + " is empty").build();
      }
      if (!Float.isFinite(score)) {
        throw problem("the score of piece " + pieces.size() + " is not valid")
            .expected("a finite number")
            .found(score)
            .build();
      }
      return new Piece(text, score, type);
    }

    private void trainer(ProtobufReader message)
        throws ModelLoadException, MalformedMessageException {
      while (message.next()) {
        switch (message.field()) {
          case 3 -> {
            long kind = message.integer();
            if (kind != UNIGRAM) {
              throw problem("this kind of SentencePiece model is not supported")
                  .expected("a unigram model, type " + UNIGRAM)
                  .found("type " + kind)
                  .build();
            }
          }
          case 24 -> refuse("treat_whitespace_as_suffix", message.flag(), false);
          case 35 -> byteFallback = message.flag();
          default -> {}
        }
      }
    }

    private void normalizer(ProtobufReader message)
        throws ModelLoadException, MalformedMessageException {
      while (message.next()) {
        switch (message.field()) {
          case 2 -> characterMap = message.bytes();
          case 3 -> prefixSpace = message.flag();
          case 4 -> removeExtraSpaces = message.flag();
          case 5 -> refuse("escape_whitespaces", message.flag(), true);
          default -> {}
        }
      }
    }

    private int unknownId() throws ModelLoadException {
      int found = -1;
      for (int id = 0; id < pieces.size(); id++) {
        if (pieces.get(id).type() == UNKNOWN) {
          if (found >= 0) {
            throw problem("there are two unknown pieces, " + found + " and " + id).build();
          }
          found = id;
        }
      }
      if (found < 0) {
        throw problem("there is no unknown piece")
            .expected("one piece of type " + UNKNOWN)
            .found("none among " + pieces.size())
            .build();
      }
      return found;
    }

    private String utf8(ByteBuffer bytes) throws ModelLoadException {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      } catch (CharacterCodingException e) {
        throw problem("piece " + pieces.size() + " is not valid UTF-8").cause(e).build();
      }
    }

    private void refuse(String name, boolean value, boolean expected) throws ModelLoadException {
      if (value != expected) {
        throw problem(name + " is not supported").expected(expected).found(value).build();
      }
    }

    private ModelLoadException.Builder problem(String what) {
      return ModelLoadException.in(location, what);
    }
  }
}
