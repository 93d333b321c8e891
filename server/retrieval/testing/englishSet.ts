import type { EvaluationSet } from './evaluation.ts';

/** Written for this evaluation. Many passages are near each other on purpose: opening hours, prices, deadlines. */
export const englishSet: EvaluationSet = {
  language: 'en',
  passages: {
    pilot:
      'Vessels longer than forty metres must request a pilot two hours before arrival. Smaller boats may enter on their own between sunrise and sunset.',
    mooring:
      'Mooring on the north quay costs 18 euros per metre and day. On the south quay the first night is free for members of the sailing club.',
    fuel: 'The fuel dock is open from seven to seven. When the wind exceeds 35 knots it stays closed for safety.',
    waste:
      'Waste oil is handed over at the blue container behind the workshop. Pouring it into the harbour basin is fined with 600 euros.',
    showers:
      'Showers and laundry are in the white building. The door code changes every Monday and can be had from the harbour office.',
    warranty:
      'The warranty covers manufacturing defects for twenty-four months from the date of purchase. It covers neither water damage nor repairs by third parties.',
    returns:
      'Customers may return goods within fourteen days without giving reasons. The cost of sending them back is borne by the customer.',
    error18:
      'If the washing machine shows error E-18, the drain filter is blocked. Unplug the machine, let the water out through the emergency hose and clean the filter.',
    error19:
      'Error E-19 means that the door has not closed properly. Check that no laundry is caught in it and press the start button again.',
    rent: 'The monthly rent is 850 euros and is due within the first five days of each month by bank transfer. Late payment bears interest of three per cent.',
    deposit:
      'The tenant pays a deposit of two months’ rent, which is refunded within thirty days after the keys are handed over unless there is damage.',
    pets: 'Pets are not allowed in the flat without the owner’s written permission. Guide dogs are exempt.',
    notice:
      'Either party may end the contract with sixty days’ notice. Notice is given by registered letter.',
    holidays:
      'Staff have twenty-three working days of annual leave. At least ten of them have to be taken between June and September.',
    remote:
      'Employees may work from home up to three days a week if their team lead agrees. On Mondays everybody comes to the office.',
    expenses:
      'Business trips are paid with a daily allowance of 53 euros with an overnight stay and 26 without. Receipts are handed in by the fifth of the following month.',
    paracetamol:
      'The usual dose for adults is one 650 mg tablet every six hours. Do not take more than four tablets a day and do not combine them with alcohol.',
    ibuprofen:
      'Do not take this medicine if you have a stomach ulcer or are in the last three months of pregnancy. The 400 mg tablets are taken with meals.',
    flu: 'The flu vaccine is recommended for people over sixty and for health workers. The campaign starts in the first week of October.',
    lighthouse:
      'The lighthouse at Black Point was lit for the first time in 1902. Its light reaches twenty-one miles, and it was automated in 1984.',
    earthquake:
      'The earthquake of 1868 destroyed much of Arica. The wave that followed carried the ship Fredonia inland and killed hundreds.',
    bridge:
      'The hanging bridge of Q’eswachaka is renewed every June with ropes of grass. Four villages work on it for three days.',
    coffee:
      'Highland coffee grows between 1,200 and 1,800 metres. The ripe cherries are picked by hand and washed on the same day.',
    bread:
      'For sourdough bread mix 500 grams of flour with 350 of water and let the dough rest overnight in the fridge. Bake it at 230 degrees for forty minutes.',
    password:
      'Passwords need at least twelve characters. After five failed attempts the account is locked for fifteen minutes.',
    backups:
      'Backups are made every night at three and kept for ninety days. Ask the support desk to restore a file.',
    library:
      'The public library is open from Monday to Friday, eight to eight. Books are lent for three weeks and can be renewed twice.',
    museum:
      'The textile museum is open daily except Mondays, from ten to six. Admission is 15 soles; students pay half.',
  },
  questions: [
    ['Which ships need a pilot?', 'pilot', 'paraphrase'],
    ['how long before arriving must a pilot be requested', 'pilot', 'number'],
    ['What does mooring on the north quay cost?', 'mooring', 'number'],
    ['Is the first night free anywhere?', 'mooring', 'paraphrase'],
    ['When is the fuel dock closed?', 'fuel', 'negation'],
    ['At what wind speed can I no longer buy fuel?', 'fuel', 'paraphrase'],
    ['Where do I bring old oil?', 'waste', 'paraphrase'],
    ['fine for polluting the harbour', 'waste', 'paraphrase'],
    ['Who tells me the code for the showers?', 'showers', 'paraphrase'],
    ['How long is the warranty?', 'warranty', 'paraphrase'],
    ['Does the guarantee cover water damage?', 'warranty', 'negation'],
    ['deadline for returning a purchase', 'returns', 'paraphrase'],
    ['Who pays for shipping a return?', 'returns', 'paraphrase'],
    ['error E-18', 'error18', 'number'],
    ['the machine says E-19', 'error19', 'number'],
    ['What to do about a clogged filter?', 'error18', 'paraphrase'],
    ['How much is the rent?', 'rent', 'number'],
    ['interest for paying late', 'rent', 'paraphrase'],
    ['When do I get my deposit back?', 'deposit', 'paraphrase'],
    ['May I keep a dog in the flat?', 'pets', 'negation'],
    ['How many days of notice to terminate the contract?', 'notice', 'paraphrase'],
    ['days of annual leave', 'holidays', 'number'],
    ['How often can I work remotely from home?', 'remote', 'paraphrase'],
    ['On which day is office attendance required?', 'remote', 'paraphrase'],
    ['allowance for trips with overnight stays', 'expenses', 'number'],
    ['maximum number of 650 mg tablets per day', 'paracetamol', 'number'],
    ['Can pregnant women take ibuprofen tablets?', 'ibuprofen', 'paraphrase'],
    ['When does the vaccination campaign start?', 'flu', 'paraphrase'],
    ['In what year was the lighthouse automated?', 'lighthouse', 'number'],
    ['range of the Black Point light', 'lighthouse', 'name'],
    ['Which ship was carried inland in Arica?', 'earthquake', 'name'],
    ['What is the Queswachaka bridge made of?', 'bridge', 'name'],
    ['At what altitude does coffee grow?', 'coffee', 'paraphrase'],
    ['oven temperature for bread', 'bread', 'paraphrase'],
    ['How much water goes into sourdough?', 'bread', 'number'],
    ['minimum password length', 'password', 'paraphrase'],
    ['What happens after five wrong passwords?', 'password', 'number'],
    ['How often are backups made?', 'backups', 'paraphrase'],
    ['restoring a deleted file', 'backups', 'paraphrase'],
    ['For how long can I borrow a book?', 'library', 'paraphrase'],
    ['On what day is the museum closed?', 'museum', 'negation'],
    ['student price at the museum', 'museum', 'number'],
    ['Who won the football world cup in 1986?', null, 'no answer'],
    ['What is the capital of Mongolia?', null, 'no answer'],
    ['recipe for potato omelette', null, 'no answer'],
    ['How does a nuclear reactor work?', null, 'no answer'],
    ['symptoms of chickenpox', null, 'no answer'],
  ],
};
