import type { EvaluationSet } from './evaluation.ts';

/** Written for this evaluation. Many passages are near each other on purpose: opening hours, prices, deadlines. */
export const spanishSet: EvaluationSet = {
  language: 'es',
  passages: {
    taller:
      'El taller de tejido de Chinchero abre los martes y los jueves a las nueve y media. Los grupos de más de diez personas deben reservar con una semana de antelación.',
    museo:
      'El museo textil de Cusco abre todos los días salvo los lunes, de diez a seis. La entrada cuesta 15 soles y los estudiantes pagan la mitad.',
    biblioteca:
      'La biblioteca municipal abre de lunes a viernes de ocho a ocho. Los libros se prestan durante tres semanas y el préstamo puede renovarse dos veces.',
    telar:
      'El telar de cintura se tensa con el peso del cuerpo de la tejedora. La urdimbre se prepara con lana de alpaca hilada en sentido horario.',
    cochinilla:
      'La cochinilla da un rojo intenso cuando se mezcla con alumbre. Con zumo de limón el color vira al naranja y con hierro se oscurece hasta el morado.',
    anil: 'El añil se obtiene de las hojas fermentadas de la planta. La tela sale verde de la tina y se vuelve azul al contacto con el aire.',
    chilca:
      'Las hojas de chilca hervidas con colpa tiñen de verde. Hace falta un kilo de hojas por cada medio kilo de lana.',
    garantia:
      'La garantía cubre defectos de fabricación durante veinticuatro meses desde la fecha de compra. No cubre daños por agua ni reparaciones hechas por terceros.',
    devolucion:
      'El cliente puede devolver el producto en un plazo de catorce días naturales sin dar explicaciones. Los gastos de envío de la devolución corren a su cargo.',
    averia:
      'Si la lavadora muestra el error E-18, el filtro de desagüe está obstruido. Desconecte el aparato, vacíe el agua por la manguera de emergencia y limpie el filtro.',
    errorpuerta:
      'El error E-19 indica que la puerta no ha cerrado bien. Compruebe que no haya ropa atrapada y vuelva a pulsar el botón de inicio.',
    alquiler:
      'La renta mensual es de 850 euros y se paga dentro de los cinco primeros días de cada mes mediante transferencia. El retraso devenga un interés del tres por ciento.',
    fianza:
      'El arrendatario entrega una fianza equivalente a dos mensualidades, que se devolverá en el plazo de treinta días tras la entrega de las llaves si no hay desperfectos.',
    mascotas:
      'No se admiten animales domésticos en la vivienda sin autorización escrita del propietario. Los perros guía quedan exceptuados.',
    preaviso:
      'Cualquiera de las partes puede resolver el contrato con un preaviso de sesenta días. El preaviso se comunicará por burofax.',
    vacaciones:
      'El personal disfruta de veintitrés días laborables de vacaciones al año. Al menos diez de ellos deben tomarse entre junio y septiembre.',
    teletrabajo:
      'Se puede trabajar desde casa hasta tres días por semana, previo acuerdo con la persona responsable del equipo. Los lunes la presencia en la oficina es obligatoria.',
    dietas:
      'Los viajes de trabajo se abonan con una dieta de 53 euros diarios con pernocta y 26 sin ella. Los recibos se entregan antes del día cinco del mes siguiente.',
    paracetamol:
      'La dosis habitual en adultos es de un comprimido de 650 mg cada seis horas. No deben superarse los cuatro comprimidos diarios ni combinarse con alcohol.',
    ibuprofeno:
      'No tome este medicamento si padece úlcera de estómago o está en el último trimestre de embarazo. Los comprimidos de 400 mg se toman con las comidas.',
    vacuna:
      'La vacuna contra la gripe se recomienda a mayores de sesenta años y al personal sanitario. La campaña comienza la primera semana de octubre.',
    faro: 'El faro de la Punta Negra se encendió por primera vez en 1902. Su luz alcanza veintiuna millas y fue automatizado en 1984.',
    terremoto:
      'El terremoto de 1868 destruyó buena parte de Arica. El maremoto posterior arrastró el buque Fredonia y causó centenares de muertos.',
    puente:
      'El puente colgante Q’eswachaka se renueva cada mes de junio con cuerdas de ichu. Cuatro comunidades trabajan en él durante tres días.',
    cafe: 'El café de altura se cultiva entre los 1.200 y los 1.800 metros. Los granos maduros se recogen a mano y se lavan el mismo día.',
    pan: 'Para el pan de masa madre se mezclan 500 gramos de harina con 350 de agua y se deja reposar una noche en la nevera. Se hornea a 230 grados durante cuarenta minutos.',
    contrasena:
      'La contraseña debe tener al menos doce caracteres. Tras cinco intentos fallidos la cuenta se bloquea durante quince minutos.',
    copias:
      'Las copias de seguridad se hacen cada noche a las tres y se conservan noventa días. La restauración de un archivo se solicita al servicio de soporte.',
  },
  questions: [
    ['¿Qué días abre el taller de Chinchero?', 'taller', 'name'],
    ['¿Con cuánta antelación reservan los grupos grandes?', 'taller', 'paraphrase'],
    ['¿Qué día cierra el museo textil?', 'museo', 'negation'],
    ['precio de la entrada al museo', 'museo', 'number'],
    ['¿Cuánto tiempo puedo tener un libro prestado?', 'biblioteca', 'paraphrase'],
    ['horario de la biblioteca', 'biblioteca', 'paraphrase'],
    ['¿Cómo se mantiene tirante el telar?', 'telar', 'paraphrase'],
    ['¿De qué fibra es la urdimbre?', 'telar', 'paraphrase'],
    ['como se consigue el color naranja', 'cochinilla', 'paraphrase'],
    ['¿Qué pasa al teñir cochinilla con hierro?', 'cochinilla', 'name'],
    ['¿Por qué la tela se pone azul?', 'anil', 'paraphrase'],
    ['¿Cuántas hojas de chilca necesito para teñir la lana?', 'chilca', 'number'],
    ['¿Cuánto dura la garantía?', 'garantia', 'paraphrase'],
    ['¿La garantía incluye daños causados por el agua?', 'garantia', 'negation'],
    ['plazo para devolver una compra', 'devolucion', 'paraphrase'],
    ['¿Quién paga el envío cuando devuelvo algo?', 'devolucion', 'paraphrase'],
    ['error E-18', 'averia', 'number'],
    ['la lavadora pone E-19', 'errorpuerta', 'number'],
    ['¿Qué hago si el filtro está atascado?', 'averia', 'paraphrase'],
    ['¿Cuánto cuesta el alquiler al mes?', 'alquiler', 'number'],
    ['¿Qué interés se cobra si pago tarde?', 'alquiler', 'paraphrase'],
    ['¿Cuándo me devuelven la fianza?', 'fianza', 'paraphrase'],
    ['¿Puedo tener perro en el piso?', 'mascotas', 'negation'],
    ['¿Con cuántos días hay que avisar para dejar el contrato?', 'preaviso', 'paraphrase'],
    ['dias de vacaciones al año', 'vacaciones', 'number'],
    ['¿Cuántos días a la semana se permite el teletrabajo?', 'teletrabajo', 'paraphrase'],
    ['¿Qué día hay que ir a la oficina?', 'teletrabajo', 'paraphrase'],
    ['importe de la dieta con pernocta', 'dietas', 'number'],
    ['¿Cuántos comprimidos de 650 mg como máximo al día?', 'paracetamol', 'number'],
    ['¿Se puede tomar ibuprofeno embarazada?', 'ibuprofeno', 'paraphrase'],
    ['¿Cuándo empieza la campaña de vacunación?', 'vacuna', 'paraphrase'],
    ['¿En qué año se automatizó el faro?', 'faro', 'number'],
    ['alcance de la luz de Punta Negra', 'faro', 'name'],
    ['¿Qué barco arrastró el maremoto de Arica?', 'terremoto', 'name'],
    ['¿Con qué material se rehace el puente de Queswachaka?', 'puente', 'name'],
    ['¿A qué altitud crece el café?', 'cafe', 'paraphrase'],
    ['temperatura del horno para el pan', 'pan', 'paraphrase'],
    ['¿Cuánta agua lleva la masa madre?', 'pan', 'number'],
    ['longitud mínima de la contraseña', 'contrasena', 'paraphrase'],
    ['¿Qué ocurre si me equivoco cinco veces de contraseña?', 'contrasena', 'number'],
    ['¿Cada cuánto se hacen copias de seguridad?', 'copias', 'paraphrase'],
    ['recuperar un archivo borrado', 'copias', 'paraphrase'],
    ['¿Quién ganó el mundial de fútbol de 1986?', null, 'no answer'],
    ['¿Cuál es la capital de Mongolia?', null, 'no answer'],
    ['receta de la tortilla de patatas', null, 'no answer'],
    ['¿Cómo funciona un reactor nuclear?', null, 'no answer'],
    ['síntomas de la varicela', null, 'no answer'],
  ],
};
