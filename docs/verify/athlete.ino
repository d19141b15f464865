// An athlete whose reaction is known: stands on the pad, sees the lamp, leaves after a delay that this board counts.
//
// Wiring (docs/timing.md, "Check it on your own rig"):
//   D2   from the lamp's GPIO, or from a light or sound sensor's digital output that goes high
//   D4   through 1 kOhm to the base of an NPN transistor (2N3904, BC547); its collector to the pad's GPIO, emitter to GND
//   GND  to the Pi's GND
// Never lead this board's 5 V to a pin of the Pi. The pad is wired as usual: pull "up", contact "open".
//
// Prints a line a rep at 115200 baud: number, delay in microseconds from the rising edge at D2 to the pad's opening.

const byte LAMP = 2, PAD = 4;
const unsigned long DELAYS_US[] = {200000, 450000, 250000, 400000, 300000, 350000};
const unsigned long BACK_MS = 2500;  // off the pad so long, then back on it for the next rep

volatile unsigned long lit_us = 0;
volatile bool lit = false;

void on_lamp() {
  if (!lit) {
    lit_us = micros();
    lit = true;
  }
}

void stand(bool on_pad) { digitalWrite(PAD, on_pad ? HIGH : LOW); }

void setup() {
  Serial.begin(115200);
  pinMode(LAMP, INPUT);
  pinMode(PAD, OUTPUT);
  stand(true);
  attachInterrupt(digitalPinToInterrupt(LAMP), on_lamp, RISING);
  Serial.println("rep,delay_us");
}

void loop() {
  static unsigned long rep = 0;
  if (!lit) return;
  const unsigned long wait_us = DELAYS_US[rep % (sizeof DELAYS_US / sizeof *DELAYS_US)];
  while (micros() - lit_us < wait_us) {
  }
  const unsigned long left_us = micros();
  stand(false);
  rep += 1;
  Serial.print(rep);
  Serial.print(',');
  Serial.println(left_us - lit_us);
  delay(BACK_MS);
  stand(true);
  lit = false;
}
