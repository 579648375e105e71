/** Light, dark, or as the system has it. */
export type ThemeChoice = "system" | "light" | "dark";

const KEY = "qep-studio-theme";
const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];

/** The colour scheme of the page; kept in this browser. */
class Theme {
  choice = $state<ThemeChoice>(storedChoice());
  private readonly system = matchMedia("(prefers-color-scheme: dark)");
  private systemIsDark = $state(this.system.matches);
  readonly isDark = $derived(this.choice === "system" ? this.systemIsDark : this.choice === "dark");

  constructor() {
    this.system.addEventListener("change", ({ matches }) => {
      this.systemIsDark = matches;
    });
    this.apply();
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    this.apply();
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // A browser that keeps nothing for pages: the choice holds for this visit.
    }
  }

  private apply(): void {
    if (this.choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.choice;
  }
}

function storedChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === stored) ?? "system";
  } catch {
    // Reading it throws where the visitor forbids pages to keep anything.
    return "system";
  }
}

export const theme = new Theme();
