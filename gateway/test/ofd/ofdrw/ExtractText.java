import java.nio.charset.StandardCharsets;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.ofdrw.reader.ContentExtractor;
import org.ofdrw.reader.OFDReader;

/** For each file: its number of pages and attachments, its title, then every text of it, a line each. */
public class ExtractText {
  public static void main(String[] files) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String file : files) {
      try (OFDReader reader = new OFDReader(Path.of(file))) {
        String title = reader.getOFDDir().getOfd().getDocBody().getDocInfo().getTile();
        out.println(reader.getNumberOfPages() + " " + reader.getAttachmentList().size() + " " + title);
        List<String> texts = new ContentExtractor(reader).extractAll();
        texts.forEach(out::println);
      }
    }
  }
}
