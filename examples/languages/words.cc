// Counts the words of a text: `words NAME`.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: words NAME\n";
    return 2;
  }
  const std::string name = argv[1];
  std::ifstream text("texts/" + name + ".txt");
  if (!text) {
    std::cerr << "texts/" << name << ".txt cannot be read\n";
    return 1;
  }
  int count = 0;
  for (std::string word; text >> word;) ++count;

  std::filesystem::create_directories("words_cc");
  const std::string scratch = "words_cc/." + name + ".tmp";
  std::ofstream file(scratch);
  file << count << '\n';
  file.close();
  if (!file) {
    std::cerr << scratch << " cannot be written\n";
    return 1;
  }
  std::filesystem::rename(scratch, "words_cc/" + name + ".txt");
}
