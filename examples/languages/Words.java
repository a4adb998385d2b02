import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.StringTokenizer;

/** Counts the words of a text: {@code words NAME}. */
public final class Words {
  public static void main(String[] args) throws IOException {
    String name = args[0];
    int count = new StringTokenizer(Files.readString(Path.of("texts", name + ".txt"))).countTokens();
    Path folder = Files.createDirectories(Path.of("words_java"));
    Path scratch = Files.writeString(folder.resolve("." + name + ".tmp"), count + "\n");
    Files.move(scratch, folder.resolve(name + ".txt"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
